import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { endAfterEach, setting, tenfold } from "./setting.ts";

endAfterEach();

/** Returns the bytes of the heap that are in use, after all garbage was collected. */
function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

it("a worker's memory is flat over a thousand bundles", async () => {
  const { runner, feed } = await setting(tenfold(), "Step");
  const run = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i++) {
      const id = `b${String(i)}`;
      const answer = runner.process("Step", id);
      await feed(id, [1, 2, 3]);
      expect((await answer).error).toBe("");
    }
    runner.forgetOutputs();
  };
  await run(0, 1000);
  const before = heapBytes();
  await run(1000, 2000);
  expect(heapBytes() - before).toBeLessThan(400_000);
}, 60_000);
