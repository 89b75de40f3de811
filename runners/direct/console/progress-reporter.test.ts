import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { MetricResults } from "../../../sdk/metrics/metric-results.ts";
import type { ProgressSnapshot } from "./progress.ts";
import { ProgressReporter } from "./progress-reporter.ts";

class FakeStream extends EventEmitter {
  text = "";
  writable = true;
  columns = 60;
  failure: Error | undefined;

  write = (text: string, done?: (error?: Error | null) => void): boolean => {
    if (this.failure === undefined) this.text += text;
    const { failure } = this;
    queueMicrotask(() => {
      done?.(failure);
      if (failure !== undefined) this.emit("error", failure);
    });
    return true;
  };

  /** What a terminal shows of the text: erased lines are gone. */
  get screen(): string {
    return this.text.replaceAll(/[^\n]*\r\u001b\[K/g, "");
  }
}

const started = Date.now();
const snapshot = (): ProgressSnapshot => ({
  elapsedMillis: Date.now() - started,
  stages: [{ name: "Words", state: "running", elementsIn: 10, elementsOut: 20, wallMillis: 1 }],
  steps: [{ name: "Words", elements: 20 }],
});
const summary = () => ({ ...snapshot(), metrics: new MetricResults(new Map()) });

describe("ProgressReporter", () => {
  let stream: FakeStream;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"], now: started });
    stream = new FakeStream();
  });
  afterEach(() => vi.useRealTimers());

  it("redraws one line five times a second on a terminal, and takes it away for the summary", () => {
    const reporter = new ProgressReporter({ stream, isTerminal: true, shared: [stream] });
    reporter.start(snapshot);
    vi.advanceTimersByTime(1000);
    expect(stream.text.match(/\d\/1 stages/g)).toHaveLength(5);
    expect(stream.screen).toBe("1.0 s  0/1 stages  Words  20 elements  20/s");
    reporter.finish(summary());
    expect(stream.screen).toMatch(/^\nStep {3}Elements\nWords {8}20\n[^]*Done in 1\.0 s: 20 elements, 20\/s\.\n$/);
  });

  it("writes a line a second where there is no terminal, without control characters", () => {
    const reporter = new ProgressReporter({ stream, isTerminal: false });
    reporter.start(snapshot);
    vi.advanceTimersByTime(2999);
    expect(stream.text).toMatch(/^1\.0 s {2}0\/1 stages.*\n2\.0 s {2}0\/1 stages.*\n$/);
    reporter.finish(summary());
    expect(stream.text).not.toMatch(/[\r\u001b]/);
    expect(stream.text).toContain("Done in 3.0 s");
  });

  it("takes what the stream says it is for what it is", () => {
    for (const isTTY of [true, false]) {
      const each = Object.assign(new FakeStream(), { isTTY });
      const reporter = new ProgressReporter({ stream: each, shared: [] });
      reporter.start(snapshot);
      vi.advanceTimersByTime(1000);
      expect(each.text.includes("\u001b")).toBe(isTTY && process.env.TERM !== "dumb");
      reporter.fail();
    }
  });

  it("writes nothing when quiet", () => {
    const reporter = new ProgressReporter({ stream, quiet: true });
    reporter.start(snapshot);
    vi.advanceTimersByTime(5000);
    reporter.finish(summary());
    reporter.fail();
    expect([stream.text, vi.getTimerCount(), stream.listenerCount("error")]).toEqual(["", 0, 0]);
  });

  it.each(["failed", "cancelled"] as const)("says when a job has %s, once, and stops", (state) => {
    const reporter = new ProgressReporter({ stream, isTerminal: true, shared: [] });
    reporter.start(snapshot);
    vi.advanceTimersByTime(400);
    reporter.fail(state);
    reporter.fail(state);
    vi.advanceTimersByTime(5000);
    expect(stream.screen).toBe(`${state === "failed" ? "Failed" : "Cancelled"} after 400 ms.\n`);
  });

  it("leaves lines whole that the program writes to the same terminal", () => {
    const { write } = stream;
    const reporter = new ProgressReporter({ stream, isTerminal: true, shared: [stream] });
    reporter.start(snapshot);
    vi.advanceTimersByTime(200);
    stream.write("hello ");
    vi.advanceTimersByTime(200);
    stream.write("world\n");
    vi.advanceTimersByTime(200);
    expect(stream.screen).toMatch(/^hello world\n600 ms {2}0\/1/);
    reporter.fail();
    expect(stream.screen).toBe("hello world\nFailed after 600 ms.\n");
    expect(stream.write).toBe(write);
  });

  it("falls silent, and lets the job go on, when the stream fails", async () => {
    const reporter = new ProgressReporter({ stream, isTerminal: false });
    reporter.start(snapshot);
    stream.failure = new Error("EPIPE");
    vi.advanceTimersByTime(1000);
    await Promise.resolve();
    stream.failure = undefined;
    vi.advanceTimersByTime(5000);
    reporter.finish(summary());
    expect([stream.text, vi.getTimerCount()]).toEqual(["", 0]);
  });

  it("survives a summary that the stream doesn't take any more", async () => {
    const reporter = new ProgressReporter({ stream, isTerminal: false });
    reporter.start(snapshot);
    stream.failure = new Error("EPIPE");
    reporter.finish(summary());
    // An "error" event without a listener is thrown, and would be an unhandled rejection of this test run.
    await Promise.resolve();
    expect(stream.text).toBe("");
  });

  it.each([
    { name: "write throws", break: () => void (stream.write = () => { throw new Error("no"); }), snapshot }, // prettier-ignore
    { name: "snapshot throws", break: () => {}, snapshot: () => { throw new Error("no"); } }, // prettier-ignore
    { name: "stream has ended", break: () => void (stream.writable = false), snapshot },
  ])("never throws into the job: $name", ({ break: breakIt, snapshot }) => {
    const reporter = new ProgressReporter({ stream, isTerminal: false });
    reporter.start(snapshot);
    breakIt();
    expect(() => vi.advanceTimersByTime(2000)).not.toThrow();
    expect(() => reporter.finish(summary())).not.toThrow();
    expect([stream.text, vi.getTimerCount()]).toEqual(["", 0]);
  });

  it("takes its listener back from a stream that holds", async () => {
    const reporter = new ProgressReporter({ stream, isTerminal: false });
    reporter.start(snapshot);
    reporter.finish(summary());
    await Promise.resolve();
    expect(stream.listenerCount("error")).toBe(0);
  });
});

describe("a process with a ProgressReporter", () => {
  function start(then: string) {
    const program = `
      import { ProgressReporter } from ${JSON.stringify(new URL("./progress-reporter.ts", import.meta.url).href)};
      const snapshot = { elapsedMillis: 1, stages: [], steps: [] };
      const reporter = new ProgressReporter({ intervalMillis: 1 });
      reporter.start(() => snapshot);
      ${then}`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program]);
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => void (stdout += chunk.toString()));
    return { child, ended: once(child, "close").then(([status]) => ({ status: status as unknown, stdout })) };
  }

  it("ends by itself while progress is shown", async () => {
    expect(await start("console.log('last');").ended).toEqual({ status: 0, stdout: "last\n" });
  });

  it("goes on when nobody reads its progress any more", async () => {
    const { child, ended } = start(`
      const none = () => [];
      await new Promise((resolve) => process.stdin.once("end", resolve).resume());
      reporter.finish({ ...snapshot, metrics: { counters: none, distributions: none, gauges: none, stringSets: none } });
      setImmediate(() => console.log("last"));`);
    child.stderr.destroy();
    await once(child.stderr, "close");
    child.stdin.end();
    expect(await ended).toEqual({ status: 0, stdout: "last\n" });
  });
});
