import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LogEntry_Severity_Enum as Severity } from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import type { Pipeline } from "../../sdk/index.ts";
import { endAfterEach, newPipeline, setting } from "./setting.ts";

endAfterEach();
const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  for (const method of ["info", "error"] as const) {
    vi.spyOn(console, method).mockImplementation((text: string) => {
      printed.push(text);
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** One stage of three steps, of which the first and the last print. */
function talking(): Pipeline {
  const p = newPipeline();
  p.create([0])
    .reshuffle()
    .map("First", (n) => {
      console.info(`first ${String(n)}`);
      return n;
    })
    .map("Quiet", (n) => n + 1)
    .map('Se(c)"ond', async (n) => {
      console.error(`second ${String(n)}`);
      await Promise.resolve();
      console.info("after an await");
      return n;
    })
    .reshuffle("Out");
  return p;
}

describe("what a step prints", () => {
  it("reaches the runner's log with its level, bundle, transform and place, and is printed", async () => {
    const { runner, feed, stage } = await setting(talking(), "First", { hasLog: true });
    const transformOf = (step: string): string | undefined =>
      Object.entries(stage.descriptor.transforms).find(([, { uniqueName }]) => uniqueName === step)?.[0];
    const answer = runner.process("First", "b1");
    await feed("b1", [1]);
    expect((await answer).error).toBe("");
    await expect.poll(() => runner.logEntries.length).toBe(3);
    const place = expect.stringMatching(/^test\/harness\/console\.test\.ts:\d+:\d+$/) as unknown;
    const common = { instructionId: "b1", logLocation: place };
    expect(runner.logEntries).toMatchObject([
      { ...common, severity: Severity.INFO, message: "first 1", transformId: transformOf("First") },
      { ...common, severity: Severity.ERROR, message: "second 2", transformId: transformOf('Se(c)"ond') },
      { ...common, severity: Severity.INFO, message: "after an await" },
    ]);
    expect(printed).toEqual(["first 1", "second 2", "after an await"]);
  });

  it("is only printed where the runner takes no log", async () => {
    const { runner, feed } = await setting(talking(), "First");
    const answer = runner.process("First", "b1");
    await feed("b1", [1]);
    await answer;
    expect(printed).toHaveLength(3);
    expect(runner.logEntries).toEqual([]);
  });
});
