import { describe, expect, it } from "vitest";
import { expectThat, inputOf, testPipeline } from "purlin/testing";
import trafficMaxLaneFlow from "../../examples/traffic-max-lane-flow.ts";
import { IntervalWindow, minutes } from "../../sdk/index.ts";
import { dataRows, runExample } from "./run-example.ts";

const MINUTE = 60_000;

/** Looks through all readings for each window of the morning and each station. */
function findByHand(windowMinutes: number, everyMinutes: number): Record<string, string[]> {
  const flows = dataRows("traffic.csv").flatMap(([at = "", station, ...lanes]) =>
    lanes.map((flow, i) => ({ at, station, flow: Number(flow), lane: i + 1 })),
  );
  // The first reading of each greatest flow, and the first lane of that.
  flows.sort((a, b) => b.flow - a.flow || (a.at === b.at ? a.lane - b.lane : a.at < b.at ? -1 : 1));
  const files: Record<string, string[]> = {};
  const midnight = Date.UTC(2026, 2, 2);
  for (let begin = midnight; begin < midnight + 24 * 60 * MINUTE; begin += everyMinutes * MINUTE) {
    const end = begin + windowMinutes * MINUTE;
    const within = flows.filter(({ at }) => Date.parse(at) >= begin && Date.parse(at) < end);
    const greatest = ["I5-101", "I5-102", "SR52-7"].flatMap((station) => {
      const found = within.find((flow) => flow.station === station);
      return found === undefined ? [] : [`${station}: lane ${found.lane}, ${found.flow} at ${found.at}`];
    });
    const [from, until] = [begin, end].map((at) => new Date(at).toISOString().slice(0, 19).replaceAll(":", "-"));
    if (greatest.length > 0) files[`${from}Z-${until}Z`] = greatest;
  }
  return files;
}

describe("examples/traffic-max-lane-flow.ts", () => {
  it("finds the greatest flow of each station in every window", async () => {
    const expected = findByHand(60, 15);
    expect(Object.keys(expected)).toHaveLength(15);
    expect(await runExample(trafficMaxLaneFlow)).toEqual(expected);
  });

  it("looks at windows of another length, at other distances", async () => {
    const options = { window: minutes(30), every: minutes(10) };
    expect(await runExample(trafficMaxLaneFlow, options)).toEqual(findByHand(30, 10));
  });

  it("takes the first of equal flows, of the first lane", async () => {
    const reading = (minute: number, [lane1, lane2, lane3]: readonly [number, number, number]) => ({
      at: new Date(Date.UTC(2026, 2, 2, 6, minute)),
      station: "A1",
      lane1,
      lane2,
      lane3,
    });
    const ReadCsv = [reading(10, [9, 9, 9]), reading(5, [8, 9, 9]), reading(0, [8, 8, 8])];
    const p = await testPipeline(trafficMaxLaneFlow, {
      replace: { ReadCsv, WriteText: [] },
      options: { window: minutes(60), every: minutes(60) },
    });
    expectThat(inputOf(p, "WriteText"))
      .inWindow(new IntervalWindow(Date.UTC(2026, 2, 2, 6), Date.UTC(2026, 2, 2, 7)))
      .singleton("A1: lane 2, 9 at 2026-03-02T06:05:00.000Z");
    await p.run();
  });
});
