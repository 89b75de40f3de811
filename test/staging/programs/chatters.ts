import { definePipeline } from "../../../sdk/index.ts";

// A worker that never stops to print errors.
if (process.env.PURLIN_TEST_CHATTERS !== undefined) setInterval(() => process.stderr.write("still here\n"), 1).unref();

export default definePipeline((p) => {
  p.create([1]).reshuffle();
});
