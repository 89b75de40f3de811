// A job that waits until it is cancelled.
import { doFn } from "../../../sdk/dofn/do-fn.ts";
import { Pipeline } from "../../../sdk/pipeline/pipeline.ts";

// Something else is to keep the process from ending.
setInterval(() => undefined, 1_000);
const p = Pipeline.create({ quiet: true });
p.create([1]).parDo(
  "Wait",
  doFn<number, number>()({
    async process(_, { signal }) {
      process.stdout.write(`pids ${String(process.pid)}\n`);
      await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
    },
  }),
);
await p.run();
