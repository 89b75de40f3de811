/**
 * What a program loads when it imports the package: `import type` and `import()` do not count, so this configuration
 * leaves both out of the graph. A pipeline is built without protobuf, gRPC, Google's clients, the kernel or any runner in memory.
 */
const { options } = require("../.dependency-cruiser.cjs");

module.exports = {
  forbidden: [
    {
      name: "import-loads-no-engine",
      comment: "Load it on first use: await import(...).",
      severity: "error",
      from: { path: "^(sdk|transforms)/index\\.ts$|^io/[^/]+/index\\.ts$" },
      to: {
        path: [
          "^sdk/(model|translate|exec|harness|expansion|staging|testing)/",
          "^runners/",
          "node_modules/(@bufbuild|@grpc|@google-cloud|googleapis)/",
        ],
        reachable: true,
      },
    },
  ],
  options: { ...options, tsPreCompilationDeps: false, exclude: { ...options.exclude, dynamic: true } },
};
