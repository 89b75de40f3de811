import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const rooms =
  "values schema coders windowing state metrics options dofn fn model graph translate primitives pipeline testing exec " +
  "harness staging";
const value = "export const a = 1;\nexport type A = number;\n";
const uses = (path: string): string => `import { a } from "${path}";\nexport const b = a;\n`;
const usesType = (path: string): string => `import type { A } from "${path}";\nexport const b: A = 1;\n`;
const usesLater = (path: string): string => `export const b = async () => import("${path}");\n`;

/** A small house in which nothing breaks a rule but what `broken` puts there. */
const sound: Record<string, string> = {
  "package.json": JSON.stringify({
    type: "module",
    dependencies: { "@bufbuild/protobuf": "1" },
    devDependencies: { tool: "1" },
  }),
  "tsconfig.json": JSON.stringify({ compilerOptions: { module: "nodenext", allowImportingTsExtensions: true } }),
  "node_modules/@bufbuild/protobuf/package.json": JSON.stringify({ name: "@bufbuild/protobuf", main: "index.js" }),
  "node_modules/@bufbuild/protobuf/index.js": "module.exports = { a: 1 };\n",
  "node_modules/tool/package.json": JSON.stringify({ name: "tool", main: "index.js" }),
  "node_modules/tool/index.js": "module.exports = { a: 1 };\n",
  ...Object.fromEntries(rooms.split(" ").map((name) => [`sdk/${name}/a.ts`, value])),
  "sdk/index.ts": 'export { a } from "./values/a.ts";\nexport { b } from "./pipeline/lazy.ts";\n',
  "sdk/coders/far-below.ts": uses("../values/a.ts"),
  "sdk/exec/far-below.ts": uses("../graph/a.ts"),
  "sdk/pipeline/chain.ts": uses("../primitives/a.ts"),
  "sdk/pipeline/lazy.ts": `${usesType("../model/a.ts")}export const c = import("../translate/a.ts");\n`,
  "sdk/pipeline/run.ts": usesLater("../../runners/index.ts"),
  "sdk/primitives/by-type.ts": usesType("../pipeline/a.ts"),
  "sdk/translate/proto.ts": uses("@bufbuild/protobuf"),
  "sdk/values/above.test.ts": `${uses("../exec/a.ts")}import "tool";\n`,
  "transforms/a.ts": uses("../sdk/index.ts"),
  "io/text/a.ts": `${uses("../../transforms/a.ts").replace("{ a }", "{ b as a }")}import "../filesystems/a.ts";\n`,
  "io/filesystems/a.ts": 'import { open } from "node:fs";\nexport const b = open;\n',
  "runners/index.ts": usesLater("./direct/runner.ts"),
  "runners/direct/runner.ts": uses("../../sdk/exec/a.ts"),
  "runners/direct/engine/a.ts": uses("../../../sdk/values/a.ts"),
  "runners/portable/a.ts": value,
  "runners/flink/runner.ts": uses("../portable/a.ts"),
  "runners/cli/main.ts": uses("../index.ts").replaceAll("{ a }", "{ b as a }"),
  "examples/wordcount.ts": uses("../sdk/index.ts"),
};

interface Broken {
  readonly name: string;
  readonly rule: string;
  readonly files: Record<string, string>;
  readonly violation: string;
}

const broken: Broken[] = [
  {
    name: "a room that imports the room above it",
    rule: "not-in-allowed",
    files: { "sdk/values/up.ts": uses("../schema/a.ts") },
    violation: "sdk/values/up.ts → sdk/schema/a.ts",
  },
  {
    name: "a room that imports a type of the room above it",
    rule: "not-in-allowed",
    files: { "sdk/coders/up.ts": usesType("../windowing/a.ts") },
    violation: "sdk/coders/up.ts → sdk/windowing/a.ts",
  },
  {
    name: "a graph that knows the model",
    rule: "not-in-allowed",
    files: { "sdk/graph/proto.ts": usesType("../model/a.ts") },
    violation: "sdk/graph/proto.ts → sdk/model/a.ts",
  },
  {
    name: "a primitive that knows the pipeline as a value",
    rule: "not-in-allowed",
    files: { "sdk/primitives/by-value.ts": uses("../pipeline/a.ts") },
    violation: "sdk/primitives/by-value.ts → sdk/pipeline/a.ts",
  },
  {
    name: "a second door to the runners",
    rule: "not-in-allowed",
    files: { "sdk/pipeline/back-door.ts": usesLater("../../runners/index.ts") },
    violation: "sdk/pipeline/back-door.ts → runners/index.ts",
  },
  {
    name: "a kernel that imports a runner",
    rule: "not-in-allowed",
    files: { "sdk/exec/runner.ts": uses("../../runners/portable/a.ts") },
    violation: "sdk/exec/runner.ts → runners/portable/a.ts",
  },
  {
    name: "a runner that imports another one",
    rule: "not-in-allowed",
    files: { "runners/spark/runner.ts": uses("../direct/engine/a.ts") },
    violation: "runners/spark/runner.ts → runners/direct/engine/a.ts",
  },
  {
    name: "a connector that reaches behind the public index",
    rule: "not-in-allowed",
    files: { "io/text/inside.ts": uses("../../sdk/coders/a.ts") },
    violation: "io/text/inside.ts → sdk/coders/a.ts",
  },
  {
    name: "a transform that imports a connector",
    rule: "not-in-allowed",
    files: { "transforms/io.ts": uses("../io/filesystems/a.ts") },
    violation: "transforms/io.ts → io/filesystems/a.ts",
  },
  {
    name: "an engine that speaks proto",
    rule: "engine-knows-no-proto",
    files: { "runners/direct/engine/proto.ts": usesType("../../../sdk/translate/a.ts") },
    violation: "runners/direct/engine/proto.ts → sdk/translate/a.ts",
  },
  {
    name: "an engine that opens files",
    rule: "engine-touches-no-disk",
    files: { "runners/direct/engine/files.ts": 'import { open } from "node:fs";\nexport const b = open;\n' },
    violation: "runners/direct/engine/files.ts → fs",
  },
  {
    name: "a coder that imports protobuf",
    rule: "proto-stays-below-translate",
    files: { "sdk/coders/proto.ts": uses("@bufbuild/protobuf") },
    violation: "sdk/coders/proto.ts → node_modules/@bufbuild/protobuf/index.js",
  },
  {
    name: "a source that imports a tool of the developers",
    rule: "no-undeclared-package",
    files: { "sdk/state/tool.ts": uses("tool") },
    violation: "sdk/state/tool.ts → node_modules/tool/index.js",
  },
  {
    name: "a source that imports a test",
    rule: "tests-are-leaves",
    files: { "sdk/values/b.test.ts": value, "sdk/values/leaf.ts": uses("./b.test.ts") },
    violation: "sdk/values/leaf.ts → sdk/values/b.test.ts",
  },
  {
    name: "an import that leads nowhere",
    rule: "no-unresolved",
    files: { "sdk/fn/nowhere.ts": uses("./absent.ts") },
    violation: "sdk/fn/nowhere.ts → ./absent.ts",
  },
  {
    name: "two modules that need each other",
    rule: "no-circular",
    files: {
      "sdk/schema/one.ts": 'import { two } from "./two.ts";\nexport const one = () => two;\n',
      "sdk/schema/two.ts": 'import { one } from "./one.ts";\nexport const two = () => one;\n',
    },
    violation: "sdk/schema/one.ts → sdk/schema/two.ts",
  },
];

const eager: Record<string, string> = {
  "sdk/index.ts": 'export { b } from "./pipeline/eager.ts";\n',
  "sdk/pipeline/eager.ts": uses("../translate/a.ts"),
};

interface Report {
  readonly summary: {
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
      readonly to: string;
    }[];
  };
}

const folder = mkdtempSync(join(tmpdir(), "purlin-fences-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Lays the files down in a folder of their own and gives back what a configuration finds there: `rule: from → to`. */
function violations(house: string, files: Record<string, string>, config: string): string[] {
  const cwd = join(folder, house);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(cwd, dirname(path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  const bin = `${root}node_modules/dependency-cruiser/bin/dependency-cruise.mjs`;
  const args = [
    bin,
    "--config",
    root + config,
    "--output-type",
    "json",
    "sdk",
    "transforms",
    "io",
    "runners",
    "examples",
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as Report;
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

describe("the fences", () => {
  let found: string[] = [];
  beforeAll(() => {
    const added = Object.fromEntries(broken.flatMap(({ files }) => Object.entries(files)));
    found = violations("broken", { ...sound, ...added }, ".dependency-cruiser.cjs");
  });

  it("let every arrow of the design through", () => {
    expect(violations("sound", sound, ".dependency-cruiser.cjs")).toEqual([]);
  });

  it.each(broken)("stop $name", ({ rule, violation }) => {
    expect(found).toContain(`${rule}: ${violation}`);
  });

  it("stop nothing else beside what is broken", () => {
    const expected = new Set(broken.map(({ violation }) => violation));
    const others = found.filter((line) => !expected.has(line.slice(line.indexOf(": ") + 2)));
    expect(others).toEqual([]);
  });

  it("let a pipeline load its translation on first use", () => {
    expect(violations("lazy", sound, ".ci/fences-loading.cjs")).toEqual([]);
  });

  it("stop an import of the package that loads the translation at once", () => {
    expect(violations("eager", { ...sound, ...eager }, ".ci/fences-loading.cjs")).toEqual([
      "import-loads-no-engine: sdk/index.ts → sdk/translate/a.ts",
    ]);
  });
});
