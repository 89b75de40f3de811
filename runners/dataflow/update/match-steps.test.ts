import { describe, expect, it } from "vitest";
import { streamingPipeline } from "../../../test/dataflow/update/streaming-pipeline.ts";
import { matchSteps, type TransformNameMapping } from "./match-steps.ts";
import { readSteps } from "./read-steps.ts";

const old = readSteps(
  await streamingPipeline((lines) =>
    lines.apply("Orders", (input) => {
      const pairs = input.keyBy("Key", (line) => line);
      return [pairs.groupByKey("Group"), pairs.groupByKey("Again")];
    }),
  ),
);
const now = readSteps(
  await streamingPipeline((lines) =>
    lines.apply("Sales", (input) => {
      const pairs = input.keyBy("Key", (line) => line);
      return [pairs.groupByKey("Group"), pairs.groupByKey("More")];
    }),
  ),
);
const match = (mapping: TransformNameMapping) => Object.fromEntries(matchSteps(old, now, mapping).toNew);
const unchanged = { Read: "Read", Decode: "Decode" };

describe("matchSteps", () => {
  it.each<{ name: string; mapping: TransformNameMapping; matched: Record<string, string> }>([
    { name: "finds steps by their names", mapping: {}, matched: {} },
    {
      name: "takes the name of a composite for the begin of its steps' names",
      mapping: { Orders: "Sales" },
      matched: { "Orders/Key": "Sales/Key", "Orders/Group": "Sales/Group" },
    },
    {
      name: "doesn't mind a slash behind it",
      mapping: { "Orders/": "Sales/" },
      matched: { "Orders/Key": "Sales/Key", "Orders/Group": "Sales/Group" },
    },
    {
      name: "goes by the longest name",
      mapping: { Orders: "Sales", "Orders/Again": "Sales/More" },
      matched: { "Orders/Key": "Sales/Key", "Orders/Group": "Sales/Group", "Orders/Again": "Sales/More" },
    },
    {
      name: "goes by whole parts of names",
      mapping: { "Orders/Again": "Sales/More" },
      matched: { "Orders/Again": "Sales/More" },
    },
  ])("$name", ({ mapping, matched }) => {
    expect(match(mapping)).toEqual({ ...unchanged, ...matched });
  });

  it("tells the steps that a mapping deletes from those that are missing", () => {
    const { deleted, missing } = matchSteps(old, now, { "Orders/Group": "" });
    expect([...deleted]).toEqual(["Orders/Group"]);
    expect([...missing.keys()]).toEqual(["Orders/Key", "Orders/Again"]);
  });

  it.each<{ mapping: TransformNameMapping; says: RegExp }>([
    {
      mapping: { Order: "Sales" },
      says: /^The mapping names "Order", which no step of the old pipeline is called\.\n {2}steps there {2}Read, Decode, Orders\nDo this: did you mean "Orders"\?$/,
    },
    {
      mapping: { "Orders/Gruop": "Sales/Group" },
      says: /"Orders\/Gruop", which no step of the old .*\n.*\n.*did you mean "Orders\/Group"\?/,
    },
    { mapping: { Orders: "Salse" }, says: /"Salse", which no step of the new .*\n.*\n.*did you mean "Sales"\?/ },
    { mapping: { Orders: "Xyzzy" }, says: /give the full name of a step or composite of the new pipeline$/ },
    { mapping: { Ord: "Sales" }, says: /"Ord", which no step/ },
    {
      mapping: { "Orders/Again": "Sales/Group", "Orders/Group": "Sales/Group" },
      says: /^Two steps of the old pipeline would be "Sales\/Group" in the new one\.\n {2}first +Orders\/Group\n {2}second +Orders\/Again\nDo this: map one/,
    },
    { mapping: { "Orders/Key": "Decode" }, says: /^Two steps of the old pipeline would be "Decode"/ },
  ])("says what is wrong with $mapping", ({ mapping, says }) => {
    expect(() => match(mapping)).toThrow(says);
    expect(() => match(mapping)).toThrow(
      expect.objectContaining({ name: "NameMappingError", code: "PURLIN_NAME_MAPPING" }),
    );
  });
});
