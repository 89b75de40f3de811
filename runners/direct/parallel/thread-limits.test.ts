import { totalmem } from "node:os";
import { describe, expect, it } from "vitest";
import { threadLimits } from "./thread-limits.ts";

const mebibyte = 1024 * 1024;

describe("the memory of threads", () => {
  it.each([1, 2, 8, 64])("is together no more than the machine has: %d", (threads) => {
    const { maxOldGenerationSizeMb = Infinity } = threadLimits(threads);
    expect(maxOldGenerationSizeMb).toBeGreaterThan(0);
    expect(maxOldGenerationSizeMb * threads).toBeLessThan(totalmem() / mebibyte);
  });
});
