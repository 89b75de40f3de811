// Builds another pipeline in threads than in its main one.
import { isMainThread } from "node:worker_threads";
import { definePipeline } from "../../../sdk/index.ts";

export default definePipeline((p) => {
  const ones = p.create([1]);
  if (!isMainThread) ones.map("Also", (n) => n);
});
