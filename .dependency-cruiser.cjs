/**
 * The fences of the house. `arrows` names, for each room of sdk/, the rooms right below it; a room may also import what
 * those may import. What is not listed under `allowed` is an error. Tests beside the sources may import anything.
 */
const arrows = {
  values: [],
  schema: ["values"],
  coders: ["schema"],
  windowing: ["coders"],
  state: ["coders"],
  metrics: ["values"],
  options: ["values"],
  dofn: ["windowing", "state", "metrics"],
  fn: ["dofn"],
  model: [],
  graph: ["fn", "options"],
  translate: ["graph", "model"],
  // A primitive knows the pipeline as a type only: see `typesOfThePipeline`.
  primitives: ["graph"],
  pipeline: ["translate", "primitives"],
  // Where a compared run's functions are elsewhere, workers evaluate the program with the steps that write its outputs.
  testing: ["pipeline", "staging"],
  exec: ["translate"],
  harness: ["exec"],
  // What asks the expansion services of other SDKs.
  expansion: ["harness"],
  staging: ["fn", "options", "model"],
  // What workers elsewhere are started by, and what their programs begin and end with.
  container: ["harness", "staging", "pipeline"],
};

const room = (name) => `^sdk/${name}/`;
const below = (name) => [name, ...arrows[name].flatMap(below)];
const sources = "^(sdk|transforms|io|runners)/";
const tests = "\\.(test|test-d)\\.ts$";
const external = ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-bundled", "npm-no-pkg", "npm-unknown", "unknown"];

const rooms = Object.keys(arrows).map((name) => ({
  from: { path: room(name) },
  to: { path: [...new Set(below(name))].map(room) },
}));

const typesOfThePipeline = {
  from: { path: room("primitives") },
  to: { path: room("pipeline"), dependencyTypes: ["type-only"] },
};

/** A pipeline asks expansion services when it is translated, and only then. */
const expansionOfThePipeline = {
  from: { path: "^sdk/pipeline/pipeline\\.ts$" },
  to: { path: "^sdk/expansion/expand-externals\\.ts$", dynamic: true },
};

/** And it is by files that those outputs come here. */
const filesOfComparisons = {
  from: { path: "^sdk/testing/(write-outputs|run-elsewhere)\\.ts$" },
  to: { path: ["^io/text/write-text\\.ts$", "^io/filesystems/find-file-system\\.ts$"], dynamic: true },
};

const runners = [
  { from: { path: "^sdk/pipeline/run\\.ts$" }, to: { path: "^runners/index\\.ts$", dynamic: true } },
  { from: { path: "^runners/index\\.ts$" }, to: { path: "^runners/[^/]+/", dynamic: true } },
  { from: { path: "^runners/index\\.ts$" }, to: { path: "^sdk/" } },
  { from: { path: "^runners/([^/]+)/" }, to: { path: ["^runners/$1/", "^sdk/"] } },
  // Dataflow has no Job API, but takes the same proto: the rewrites of pipelines, what runners can do, how a log looks.
  { from: { path: "^runners/(flink|spark|prism|dataflow)/" }, to: { path: "^runners/portable/" } },
  // What it stages lies in Cloud Storage.
  { from: { path: "^runners/dataflow/" }, to: { path: "^io/filesystems/" } },
  // The command shows what runners can do, what they need, and the jobs that they have started.
  { from: { path: "^runners/cli/" }, to: { path: "^runners/" } },
];

module.exports = {
  allowedSeverity: "error",
  allowed: [
    ...rooms,
    typesOfThePipeline,
    expansionOfThePipeline,
    filesOfComparisons,
    ...runners,
    { from: { path: "^sdk/index\\.ts$" }, to: { path: "^sdk/" } },
    // The conformance suite is written as users write pipelines.
    {
      from: { path: "^sdk/testing/conformance/" },
      to: { path: ["^sdk/testing/", "^sdk/index\\.ts$", "^transforms/index\\.ts$"] },
    },
    { from: { path: "^transforms/" }, to: { path: ["^transforms/", "^sdk/index\\.ts$"] } },
    { from: { path: "^io/" }, to: { path: ["^io/", "^transforms/", "^sdk/index\\.ts$"] } },
    // Which packages a source may import is said under `forbidden`.
    { from: { path: sources }, to: { dependencyTypes: ["core", ...external] } },
    { from: { path: tests }, to: {} },
    { from: { pathNot: sources }, to: {} },
  ],
  forbidden: [
    {
      name: "no-circular",
      comment: "Modules that need each other cannot be read, tested or loaded apart.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only", "dynamic-import"] } },
    },
    {
      name: "engine-knows-no-proto",
      comment: "The engine is a state machine in its own words; the planner speaks proto.",
      severity: "error",
      from: { path: "^runners/direct/engine/", pathNot: tests },
      to: { path: ["^sdk/(model|translate)/", "node_modules/@bufbuild/"] },
    },
    {
      name: "engine-touches-no-disk",
      comment: "What outgrows memory leaves the engine through an interface; the files are those of spill/.",
      severity: "error",
      from: { path: "^runners/direct/engine/", pathNot: tests },
      to: { path: ["^runners/direct/(?!engine/)", "^(node:)?(fs|os|path|timers|worker_threads)(/|$)"] },
    },
    {
      name: "threads-have-a-room",
      comment:
        "Threads are started and spoken to in one room alone; who else runs in one may ask for that, and no more.",
      severity: "error",
      from: {
        path: sources,
        pathNot: [
          "^runners/direct/parallel/",
          "^sdk/pipeline/define-pipeline\\.ts$",
          "^runners/cli/run/answer-parent\\.ts$",
          tests,
        ],
      },
      to: { path: "^(node:)?worker_threads$" },
    },
    {
      name: "proto-stays-below-translate",
      comment: "Pipelines are built without protobuf and gRPC; what needs them is loaded on first use.",
      severity: "error",
      from: {
        path: "^(sdk/(?!(model|translate|exec|harness|expansion|staging|container)/)|transforms/|io/)",
        pathNot: tests,
      },
      to: { path: "node_modules/(@bufbuild|@grpc)/" },
    },
    {
      name: "tests-are-leaves",
      comment: "What a test exports must not be needed by anything but a test.",
      severity: "error",
      from: { path: sources, pathNot: tests },
      to: { path: [tests, "^(test|examples)/"] },
    },
    {
      name: "no-undeclared-package",
      comment: "What the sources import must be installed with the package, or be an optional peer of it.",
      severity: "error",
      from: { path: sources, pathNot: [tests, "^sdk/model/generate\\.ts$"] },
      // A peer is installed here for development too.
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["npm-peer"] },
    },
    {
      name: "no-unresolved",
      comment: "An import must lead somewhere.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|docs-out)/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
