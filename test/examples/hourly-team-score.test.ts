import { describe, expect, it } from "vitest";
import hourlyTeamScore from "../../examples/hourly-team-score.ts";
import { dataRows, runExample } from "./run-example.ts";

const teams = ["amber", "azure", "coral", "olive"];

/** Sums the scores of the plays of an evening from hour to hour, by their times as text. */
function sumByHand(isCounted: (at: string) => boolean): Record<string, string[]> {
  const plays = dataRows("plays.csv").filter((row) => row.length === 4 && isCounted(row[3] ?? ""));
  const sums = [18, 19, 20, 21].map((hour) => {
    const played = plays.filter(([, , , at]) => at?.startsWith(`2026-11-21T${hour}`));
    const scores = teams.map((team) => ({
      team,
      scores: played.filter((play) => play[1] === team).map(([, , n]) => n),
    }));
    const lines = scores
      .filter(({ scores }) => scores.length > 0)
      .map(({ team, scores }) => `${team}: ${scores.reduce((sum, score) => sum + Number(score), 0)}`);
    return [`2026-11-21T${hour}-00-00Z-2026-11-21T${hour + 1}-00-00Z`, lines] as const;
  });
  return Object.fromEntries(
    sums.filter(([, lines]) => lines.length > 0).map(([window, lines]) => [window, [...lines]]),
  );
}

describe("examples/hourly-team-score.ts", () => {
  it("sums the scores of each team and hour", async () => {
    const expected = sumByHand(() => true);
    expect(Object.keys(expected)).toHaveLength(4);
    expect(await runExample(hourlyTeamScore)).toEqual(expected);
  });

  it("counts plays from the first instant, but not those at the last one", async () => {
    const [from, until] = dataRows("plays.csv")
      .flatMap(([, , , at]) => at ?? [])
      .sort()
      .filter((_, i) => i === 150 || i === 250) as [string, string];
    expect(await runExample(hourlyTeamScore, { from, until })).toEqual(sumByHand((at) => at >= from && at < until));
  });
});
