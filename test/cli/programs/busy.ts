// A function that never returns; and a process that the program has started, which would run on.
import { spawn } from "node:child_process";
import { Pipeline } from "../../../sdk/pipeline/pipeline.ts";

const own = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "ignore" });
const p = Pipeline.create({ quiet: true });
p.create([1]).map("Loop", (n) => {
  process.stdout.write(`pids ${String(process.pid)} ${String(own.pid)}\n`);
  for (;;) if (process.pid < n) return n;
});
await p.run();
