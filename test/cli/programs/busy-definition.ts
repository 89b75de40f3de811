import { definePipeline } from "../../../sdk/pipeline/define-pipeline.ts";

export default definePipeline((p) => {
  p.create([1]).map("Loop", (n) => {
    process.stdout.write(`pids ${String(process.pid)}\n`);
    for (;;) if (process.pid < n) return n;
  });
});
