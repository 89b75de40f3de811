import { describe, expect, it } from "vitest";
import { fixedWindows, minutes } from "../../../sdk/index.ts";
import { streamingPipeline, type Build } from "../../../test/dataflow/update/streaming-pipeline.ts";
import { sum } from "../../../transforms/index.ts";
import { examineUpdate, type UpdateReport } from "./examine-update.ts";
import type { TransformNameMapping } from "./match-steps.ts";
import { readSteps } from "./read-steps.ts";

async function examine(old: Build, now: Build, mapping: TransformNameMapping = {}): Promise<UpdateReport> {
  return examineUpdate(readSteps(await streamingPipeline(old)), readSteps(await streamingPipeline(now)), mapping);
}

interface Names {
  readonly orders: string;
  readonly sum: string;
}

const orders =
  ({ orders: composite, sum: last }: Names): Build =>
  (lines) =>
    lines.window("Window", fixedWindows(minutes(1))).apply(composite, (input) => {
      const prices = input.keyBy("Key", (line) => line).mapValues("Price", (line) => line.length);
      return [prices.combinePerKey("Spent", sum()), prices.groupByKey(last)];
    });
const names = { orders: "Orders", sum: "All" };

describe("examineUpdate", () => {
  it("proposes nothing where nothing is lost", async () => {
    const report = await examine(orders(names), orders(names));
    expect(report).toMatchObject({ verdict: "harmless" });
    expect(report).not.toHaveProperty("proposedMapping");
  });

  it.each<{ name: string; now: Names; proposal: TransformNameMapping }>([
    { name: "a step", now: { ...names, sum: "Everything" }, proposal: { "Orders/All": "Orders/Everything" } },
    { name: "a composite, in one", now: { ...names, orders: "Sales" }, proposal: { Orders: "Sales" } },
    {
      name: "a composite and a step in it",
      now: { orders: "Sales", sum: "Everything" },
      proposal: { Orders: "Sales", "Orders/All": "Sales/Everything" },
    },
  ])("proposes the new name of $name, with which the update is taken", async ({ now, proposal }) => {
    const { verdict, findings, proposedMapping } = await examine(orders(names), orders(now));
    expect({ verdict, proposedMapping }).toEqual({ verdict: "refused", proposedMapping: proposal });
    const lost = findings.filter(({ effect }) => effect === "refused");
    expect(lost.every(({ text }) => / it looks like "\w+\/[\w/]+"$/.test(text))).toBe(true);
    expect(await examine(orders(names), orders(now), proposal)).toMatchObject({ verdict: "harmless" });
  });

  it("adds to the mapping that is given", async () => {
    const now = { orders: "Sales", sum: "Everything" };
    const { proposedMapping } = await examine(orders(names), orders(now), { "Orders/All": "Sales/Everything" });
    expect(proposedMapping).toEqual({ Orders: "Sales", "Orders/All": "Sales/Everything" });
  });

  it("names steps one by one where a composite's name stays in use", async () => {
    const now: Build = (lines, p) => [
      orders({ ...names, orders: "Sales" })(lines, p),
      lines.apply("Orders", (input) => input.keyBy("Key", (line) => line)),
    ];
    const { proposedMapping } = await examine(orders(names), now);
    expect(proposedMapping).toEqual({ "Orders/Spent": "Sales/Spent", "Orders/All": "Sales/All" });
  });

  it("tells twins by their neighbours", async () => {
    const twins =
      (...[first, second]: [string, string]): Build =>
      (lines) => {
        lines
          .keyBy("ByName", (line) => line)
          .groupByKey(first)
          .map("Names", String);
        lines
          .keyBy("ByPlace", (line) => line)
          .groupByKey(second)
          .map("Places", String);
      };
    const { proposedMapping } = await examine(twins("First", "Second"), twins("Uno", "Due"));
    expect(proposedMapping).toEqual({ First: "Uno", Second: "Due" });
  });

  it("proposes no step that can't take over what is kept", async () => {
    const old: Build = (lines) => lines.keyBy("Key", (line) => line).groupByKey("Group");
    const now: Build = (lines) =>
      lines
        .window(fixedWindows(minutes(1)))
        .keyBy("Key", (line) => line)
        .groupByKey("Groups");
    expect(await examine(old, now)).not.toHaveProperty("proposedMapping");
  });
});
