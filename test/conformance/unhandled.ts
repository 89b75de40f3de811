import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, expect } from "vitest";

/**
 * Makes the tests of a file fail when they leave a promise that is rejected and that nobody takes: it would end a user's
 * process.
 */
export function expectNoUnhandledRejection(): void {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => {
    unhandled.push(reason);
  };
  beforeAll(() => process.on("unhandledRejection", note));
  afterAll(async () => {
    // Node reports them when the microtasks are done.
    await setImmediate();
    await setImmediate();
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });
}
