import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { expectNoUnhandledRejection } from "../../../test/conformance/unhandled.ts";
import { millis, minutes, seconds, type AsyncOptions } from "../../index.ts";
import { NO_FIRING } from "../../values/pane.ts";
import { GLOBAL_WINDOWS } from "../../values/window.ts";
import type { UnitParts } from "../unit.ts";
import { CallAttempts, FailedCall, type Call } from "./call-attempts.ts";
import { CallTimeoutError } from "./call-errors.ts";

expectNoUnhandledRejection();

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const metadata = { timestamp: 7, windows: GLOBAL_WINDOWS, pane: NO_FIRING };
const never = (): Promise<never> => new Promise(() => undefined);

/** Calls `call` for one element; the job ends when `job` is aborted. */
function attempt(options: AsyncOptions, call: Call, job = new AbortController()): unknown {
  // All that calls look at.
  const parts = { plan: { signal: job.signal }, failures: { check: () => undefined } } as unknown as UnitParts;
  return new CallAttempts(parts, options, call).run("element", metadata);
}

/** A function that fails that often before it succeeds, and the times of its calls. */
function failing(times: number): { readonly call: Call; readonly at: number[] } {
  const begin = Date.now();
  const at: number[] = [];
  const call: Call = async () => {
    at.push(Date.now() - begin);
    await Promise.resolve();
    if (at.length <= times) throw new RangeError(`attempt ${String(at.length)}`);
    return "done";
  };
  return { call, at };
}

describe("a call", () => {
  it("gives what a synchronous function returns, at once", () => {
    expect(attempt({ timeout: seconds(1) }, () => 5)).toBe(5);
  });

  it("that throws has failed, at once", () => {
    const cause = new RangeError("no");
    const outcome = attempt({ timeout: seconds(1) }, () => {
      throw cause;
    });
    expect(outcome).toEqual(new FailedCall(cause, 1));
  });

  it("takes what a promise settles to, in time, and leaves no timer behind", async () => {
    const pending = attempt({ timeout: seconds(5) }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 4999));
      return 5;
    });
    await vi.advanceTimersByTimeAsync(4999);
    expect(await pending).toBe(5);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that takes too long has failed, and is told by its signal", async () => {
    let reason: unknown;
    const pending = attempt({ timeout: seconds(5) }, (_, { signal }) => {
      signal.addEventListener("abort", () => {
        reason = signal.reason;
      });
      return never();
    });
    await vi.advanceTimersByTimeAsync(4999);
    expect(reason).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    const failed = await pending;
    expect(failed).toEqual(new FailedCall(expect.any(CallTimeoutError), 1));
    expect(reason).toBe((failed as FailedCall).cause);
    expect((reason as Error).message).toContain("It was not done within 5 s.");
  });

  it("finds its signal aborted when it asks for it too late", async () => {
    let late: AbortSignal | undefined;
    const pending = attempt({ timeout: millis(5) }, async (_, own) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      late = own.signal;
    });
    await vi.advanceTimersByTimeAsync(10);
    await pending;
    expect(late?.aborted).toBe(true);
  });

  it("is told by its signal that the job has ended, and its timers keep no process alive", async () => {
    const job = new AbortController();
    let signal: AbortSignal | undefined;
    void attempt(
      { timeout: minutes(5) },
      (_, own) => {
        ({ signal } = own);
        return never();
      },
      job,
    );
    expect(signal?.aborted).toBe(false);
    job.abort("the end");
    expect(signal?.reason).toBe("the end");
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a call that is repeated", () => {
  beforeEach(() => {
    // No part of a wait is left out.
    vi.spyOn(Math, "random").mockReturnValue(0);
  });

  it.each([
    { name: "waits twice as long each time", retry: { attempts: 4, backoff: seconds(1) }, at: [0, 1000, 3000, 7000] },
    {
      name: "waits no longer than the longest wait",
      retry: { attempts: 5, backoff: seconds(1), maxBackoff: seconds(2) },
      at: [0, 1000, 3000, 5000, 7000],
    },
    {
      name: "waits no longer than a minute where nothing is said",
      retry: { attempts: 3, backoff: seconds(59) },
      at: [0, 59_000, 119_000],
    },
  ])("$name", async ({ retry, at }) => {
    const fn = failing(at.length - 1);
    const pending = attempt({ retry }, fn.call);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(await pending).toBe("done");
    expect(fn.at).toEqual(at);
  });

  it("leaves out up to a half of a wait", async () => {
    vi.mocked(Math.random).mockReturnValue(0.999999);
    const fn = failing(1);
    const pending = attempt({ retry: { attempts: 2, backoff: seconds(1) } }, fn.call);
    await vi.advanceTimersByTimeAsync(1000);
    await pending;
    expect(fn.at[1]).toBeGreaterThanOrEqual(500);
    expect(fn.at[1]).toBeLessThan(510);
  });

  it("has failed with its last error after the last attempt", async () => {
    const fn = failing(9);
    const pending = attempt({ retry: { attempts: 3, backoff: seconds(1) } }, fn.call);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await pending).toEqual(new FailedCall(new RangeError("attempt 3"), 3));
    expect(fn.at).toHaveLength(3);
  });

  it("is not repeated for an error that is not worth it", async () => {
    const fn = failing(9);
    const when = (error: unknown): boolean => (error as Error).message !== "attempt 2";
    const pending = attempt({ retry: { attempts: 5, backoff: seconds(1), when } }, fn.call);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(await pending).toEqual(new FailedCall(new RangeError("attempt 2"), 2));
  });

  it("fails with what its condition throws", async () => {
    const when = (): boolean => {
      throw new TypeError("when?");
    };
    const pending = attempt({ retry: { attempts: 5, backoff: seconds(1), when } }, failing(1).call);
    expect(await pending).toEqual(new FailedCall(new TypeError("when?"), 1));
  });

  it("takes a synchronous function too", async () => {
    let calls = 0;
    const pending = attempt({ retry: { attempts: 2, backoff: seconds(1) } }, () => {
      if (++calls === 1) throw new RangeError("first");
      return calls;
    });
    await vi.advanceTimersByTimeAsync(1000);
    expect(await pending).toBe(2);
  });

  it("has a time limit and a signal of its own for each attempt", async () => {
    const signals: AbortSignal[] = [];
    const pending = attempt(
      { timeout: seconds(1), retry: { attempts: 2, backoff: seconds(1) } },
      async (_, { signal }) => {
        signals.push(signal);
        return signals.length === 1 ? never() : Promise.resolve("done");
      },
    );
    await vi.advanceTimersByTimeAsync(2000);
    expect(await pending).toBe("done");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it("is not repeated when the job has ended", async () => {
    const job = new AbortController();
    const fn = failing(9);
    const pending = attempt({ retry: { attempts: 9, backoff: seconds(30) } }, fn.call, job) as Promise<unknown>;
    const ended = expect(pending).rejects.toThrow("the end");
    await vi.advanceTimersByTimeAsync(1000);
    job.abort(new Error("the end"));
    await ended;
    expect(fn.at).toEqual([0]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
