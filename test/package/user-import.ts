/** What `import "purlin"` loads of the packed tarball: neither proto nor gRPC, neither the kernel nor a runner. */
import assert from "node:assert/strict";
import { registerHooks } from "node:module";

const loaded: string[] = [];
registerHooks({
  load: (url, context, nextLoad) => {
    loaded.push(url);
    return nextLoad(url, context);
  },
});

const { Pipeline } = await import("purlin");
await import("purlin/transforms");
await import("purlin/io/text");

assert.equal(typeof Pipeline.create, "function");
assert.ok(
  loaded.some((url) => url.endsWith("/purlin/sdk/index.js")),
  "the hook saw what was loaded",
);
const heavy = /\/purlin\/(sdk\/(model|translate|exec|harness|staging)|runners)\/|\/(@bufbuild|@grpc)\//u;
assert.deepEqual(
  loaded.filter((url) => heavy.test(url)),
  [],
);
