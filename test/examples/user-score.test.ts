import { describe, expect, it } from "vitest";
import { expectThat, inputOf, testPipeline } from "purlin/testing";
import userScore from "../../examples/user-score.ts";
import { dataLines, dataRows, runExample } from "./run-example.ts";

describe("examples/user-score.ts", () => {
  it("sums the scores of each user, and tells which plays can't be read", async () => {
    const scores = new Map<string, number>();
    for (const row of dataRows("plays.csv")) {
      const [user = "", , score] = row;
      if (row.length === 4) scores.set(user, (scores.get(user) ?? 0) + Number(score));
    }
    const garbled = dataLines("plays.csv").flatMap((text, i) =>
      text.split(",").length === 4 ? [] : [`line ${i + 1}: ${text}`],
    );
    expect(garbled).toHaveLength(5);
    expect(await runExample(userScore)).toEqual({
      "": [...scores].map(([user, score]) => `${user}: ${score}`).sort(),
      bad: garbled.sort(),
    });
  });

  it("sums losses too, and has no users where there are no plays", async () => {
    const ReadCsv = { output: [-3, 5, -4].map((score) => ({ user: "ada", score })), errors: [] };
    const some = await testPipeline(userScore, { replace: { ReadCsv, WriteText: [], WriteBad: [] } });
    expectThat(inputOf(some, "WriteText")).singleton("ada: -2");
    expectThat(inputOf(some, "WriteBad")).isEmpty();
    await some.run();

    const none = await testPipeline(userScore, {
      replace: { ReadCsv: { output: [], errors: [] }, WriteText: [], WriteBad: [] },
    });
    expectThat(inputOf(none, "WriteText")).isEmpty();
    await none.run();
  });
});
