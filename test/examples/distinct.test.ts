import { describe, expect, it } from "vitest";
import distinct from "../../examples/distinct.ts";
import { dataLines, runExample, wordsOf } from "./run-example.ts";

describe("examples/distinct.ts", () => {
  it("gives each word of the text once", async () => {
    const expected = new Set(dataLines("genesis.txt").flatMap(wordsOf));
    expect(await runExample(distinct)).toEqual({ "": [...expected].sort() });
  });
});
