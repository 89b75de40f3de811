import { describe, expect, it } from "vitest";

import type { ProgressSnapshot, StageProgress } from "./progress.ts";
import { ProgressLine } from "./progress-line.ts";

const stage = (name: string, state: StageProgress["state"], elementsIn = 0): StageProgress => {
  return { name, state, elementsIn, elementsOut: elementsIn * 2, wallMillis: 0 };
};
const at = (elapsedMillis: number, ...stages: StageProgress[]): ProgressSnapshot => ({
  elapsedMillis,
  stages,
  steps: stages.map(({ name, elementsOut }) => ({ name, elements: elementsOut })),
});

describe("ProgressLine", () => {
  it("shows the time, the stages done, the running one, the elements and their rate", () => {
    const snapshot = at(2000, stage("Read", "done", 10), stage("Words", "running", 5000), stage("Write", "waiting"));
    expect(new ProgressLine().render(snapshot, 80)).toBe("2.0 s  1/3 stages  Words  10,020 elements  5,010/s");
  });

  it("sums up several running stages", () => {
    const snapshot = at(1000, stage("A", "running", 1), stage("B", "running", 2), stage("C", "running", 3));
    expect(new ProgressLine().render(snapshot, 80)).toBe("1.0 s  0/3 stages  A (+2)  12 elements  12/s");
  });

  it("takes the rate of the last second, not of the whole job", () => {
    const line = new ProgressLine();
    const lines = [0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800, 2000].map((elapsed) =>
      line.render(at(elapsed, stage("A", "running", elapsed <= 1000 ? elapsed : 1000 + (elapsed - 1000) * 9)), 80),
    );
    expect(lines[5]).toContain("2,000/s");
    expect(lines[10]).toContain("18,000/s");
  });

  it("names the step that is waited for when nothing comes", () => {
    const line = new ProgressLine();
    const lines = [1000, 2000, 3000].map((elapsed) =>
      line.render({ ...at(elapsed, stage("A", "running", 5)), waiting: ["Look up"] }, 80),
    );
    expect(lines).toEqual([
      "1.0 s  0/1 stages  A  10 elements  10/s",
      "2.0 s  0/1 stages  A  10 elements  waits for Look up",
      "3.0 s  0/1 stages  A  10 elements  waits for Look up",
    ]);
  });

  it("says nothing of elements when no stage runs", () => {
    expect(new ProgressLine().render(at(0, stage("A", "waiting")), 80)).toBe("0 ms  0/1 stages");
  });

  it.each([20, 40, 60])("fits in %d columns", (width) => {
    const line = new ProgressLine().render(
      at(1000, stage("Orders/ByCustomer/GroupByKey".repeat(4), "running", 1)),
      width,
    );
    expect(line.length).toBeLessThanOrEqual(width);
    expect(line).toMatch(/^1\.0 s/);
  });
});
