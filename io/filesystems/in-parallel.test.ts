import { describe, expect, it } from "vitest";
import { inParallel } from "./in-parallel.ts";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("work in parallel", () => {
  it.each([1, 3, 16])("is done once for each item, for at most %i at once", async (atOnce) => {
    const done: [string, number][] = [];
    let [running, most] = [0, 0];
    await inParallel(new Set("abcdefg"), atOnce, async (item, index) => {
      most = Math.max(most, ++running);
      await nextTurn();
      running--;
      done.push([item, index]);
    });
    expect(done).toEqual(Array.from("abcdefg").map((item, index) => [item, index]));
    expect(most).toBe(Math.min(atOnce, 7));
  });

  it("ends with its first error, after all that was begun, and begins nothing more", async () => {
    const ended: number[] = [];
    const working = inParallel([1, 2, 3, 4, 5, 6], 3, async (item) => {
      await nextTurn();
      if (item === 1) throw new Error("the first");
      await nextTurn();
      ended.push(item);
      if (item === 2) throw new Error("the second");
    });
    await expect(working).rejects.toThrow("the first");
    expect(ended).toEqual([2, 3]);
  });
});
