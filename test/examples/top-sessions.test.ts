import { describe, expect, it } from "vitest";
import { expectThat, inputOf, testPipeline } from "purlin/testing";
import topSessions from "../../examples/top-sessions.ts";
import { minutes } from "../../sdk/index.ts";
import { dataLines, runExample } from "./run-example.ts";

interface Session {
  readonly user: string;
  readonly begin: number;
  last: number;
  edits: number;
}

/** Goes through the edits of each user in the order of their times, and through the sessions of each month. */
function findByHand(pauseMinutes: number, top: number): Record<string, string[]> {
  const pause = pauseMinutes * 60_000;
  const edits = dataLines("edits.jsonl").map((line) => JSON.parse(line) as { user: string; at: string });
  const sessions: Session[] = [];
  for (const { user, at } of edits.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
    const time = Date.parse(at);
    const current = sessions.findLast((session) => session.user === user);
    if (current === undefined || time - current.last >= pause)
      sessions.push({ user, begin: time, last: time, edits: 1 });
    else Object.assign(current, { last: time, edits: current.edits + 1 });
  }
  // A session belongs to the month in which it is over.
  const months = Object.groupBy(sessions, ({ last }) => new Date(last + pause - 1).getUTCMonth());
  const named = Object.entries(months).map(([month, all = []]) => {
    const longest = all.toSorted((a, b) => b.edits - a.edits || a.begin - b.begin).slice(0, top);
    const lines = longest.map(
      ({ user, edits, begin }) => `${user}: ${edits} edits from ${new Date(begin).toISOString()}`,
    );
    const [from, until] = [1, 2].map((n) => `2026-0${Number(month) + n}-01T00-00-00Z`);
    return [`${from}-${until}`, lines.sort()];
  });
  return Object.fromEntries(named) as Record<string, string[]>;
}

describe("examples/top-sessions.ts", () => {
  it("finds the session of each month that has the most edits", async () => {
    const expected = findByHand(60, 1);
    expect(Object.values(expected).flat().length).toBeGreaterThanOrEqual(3);
    expect(await runExample(topSessions)).toEqual(expected);
  });

  it("finds the longest sessions with another pause between them", async () => {
    expect(await runExample(topSessions, { pause: minutes(20), top: 3 })).toEqual(findByHand(20, 3));
  });

  it.each([
    { name: "a moment before the pause is over", next: "2026-03-01T11:29:59.999Z", edits: 2 },
    { name: "when the pause is over", next: "2026-03-01T11:30:00.000Z", edits: 1 },
  ])("counts an edit to the session of another $name as $edits", async ({ next, edits }) => {
    const ReadJsonLines = [
      { user: "ada", at: new Date("2026-03-01T10:30:00Z") },
      { user: "bob", at: new Date("2026-03-01T10:45:00Z") },
      { user: "ada", at: new Date(next) },
    ];
    const p = await testPipeline(topSessions, { replace: { ReadJsonLines, WriteText: [] } });
    expectThat(inputOf(p, "WriteText")).singleton(`ada: ${edits} edits from 2026-03-01T10:30:00.000Z`);
    await p.run();
  });
});
