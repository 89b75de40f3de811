import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { captureConsole, speakingAs, type Speaker } from "./console-capture.ts";
import type { LogFacts, Severity } from "./log-stream.ts";

interface Entry extends LogFacts {
  readonly severity: Severity;
  readonly message: string;
}

function speaker(parts: Partial<Speaker> = {}): { readonly speaker: Speaker; readonly entries: Entry[] } {
  const entries: Entry[] = [];
  const log = {
    write: (severity: Severity, message: string, facts: LogFacts = {}): void => {
      entries.push({ severity, message, ...facts });
    },
  };
  return { speaker: { log, ...parts }, entries };
}

const methods = ["debug", "log", "info", "warn", "error"] as const;
const ends: (() => void)[] = [];

/** Begins a capture that ends with the test. */
function capture(owner?: Speaker): () => void {
  const end = captureConsole(owner);
  ends.push(end);
  return end;
}

const printed: unknown[][] = [];
beforeEach(() => {
  for (const method of methods) {
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => {
      printed.push(args);
    });
  }
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.restoreAllMocks();
  printed.length = 0;
});

describe("what is printed while a bundle runs", () => {
  it("is logged with its level, bundle and place, and still printed once", () => {
    const { speaker: one, entries } = speaker({ instructionId: "b1" });
    capture();
    speakingAs(one, () => {
      for (const method of methods) console[method]("said %d", 1, { a: [1] });
    });
    expect(entries.map(({ severity }) => severity)).toEqual(["debug", "info", "info", "warn", "error"]);
    expect(new Set(entries.map(({ message }) => message))).toEqual(new Set(["said 1 { a: [ 1 ] }"]));
    expect(entries[0]).toMatchObject({
      instructionId: "b1",
      logLocation: expect.stringMatching(/console-capture\.test\.ts:\d+:\d+$/) as unknown,
    });
    expect(printed).toEqual(methods.map(() => ["said %d", 1, { a: [1] }]));
  });

  it("is the bundle's also after an await, though others run at the same time", async () => {
    const [one, two] = [speaker({ instructionId: "b1" }), speaker({ instructionId: "b2" })];
    capture();
    const say = async (text: string): Promise<void> => {
      await setImmediate();
      console.log(text);
      await Promise.resolve();
      console.log(text);
    };
    await Promise.all([speakingAs(one.speaker, () => say("one")), speakingAs(two.speaker, () => say("two"))]);
    expect(one.entries.map(({ message }) => message)).toEqual(["one", "one"]);
    expect(two.entries.map(({ message, instructionId }) => [message, instructionId])).toEqual([
      ["two", "b2"],
      ["two", "b2"],
    ]);
  });

  it("is cut where it is very long", () => {
    const { speaker: one, entries } = speaker();
    capture();
    speakingAs(one, () => {
      console.log("x".repeat(100_000));
    });
    expect(entries[0]?.message).toMatch(/^x{16384}\.\.\. \(100000 characters\)$/);
  });
});

describe("what a program prints outside of bundles", () => {
  it("is not logged where the process is the submitter's", () => {
    const { entries } = speaker();
    capture();
    console.log("the submitter's own");
    expect(entries).toEqual([]);
    expect(printed).toHaveLength(1);
  });

  it("is logged where the process is a worker's own, until that ends", () => {
    const { speaker: owner, entries } = speaker();
    const end = capture(owner);
    console.warn("of no bundle");
    end();
    console.warn("too late");
    expect(entries).toMatchObject([{ severity: "warn", message: "of no bundle" }]);
    expect(printed).toHaveLength(2);
  });
});

describe("the console", () => {
  it("is as it was when the last capture has ended", () => {
    const before = methods.map((method) => Reflect.get(console, method) as unknown);
    const [first, second] = [capture(), capture()];
    first();
    first();
    expect(Reflect.get(console, "log")).not.toBe(before[1]);
    second();
    expect(methods.map((method) => Reflect.get(console, method) as unknown)).toEqual(before);
  });

  it("keeps what was put over the capture", () => {
    const end = capture();
    const other = (): void => undefined;
    console.info = other;
    end();
    expect(Reflect.get(console, "info")).toBe(other);
  });
});
