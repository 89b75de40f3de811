import { describe, expect, it } from "vitest";
import { Pipeline, type PCollection } from "../../../sdk/index.ts";
import { planPipeline } from "./plan-pipeline.ts";

const numbers = (p: Pipeline, name = "In"): PCollection<number> => p.create(name, [1]);

/** Describes stages, one line each: `its steps < the stages it takes from ~ the stages that it waits for`. */
async function describePlan(build: (p: Pipeline) => unknown): Promise<string[]> {
  const p = Pipeline.create();
  build(p);
  const { stages } = planPipeline(await p.toProto(), p.functions);
  const position = new Map(stages.map(({ spec }, i) => [spec.id, String(i)]));
  const places = (ids: readonly string[], sign: string): string =>
    ids.map((id) => ` ${sign} ${position.get(id) ?? "none"}`).join("");
  return stages.map(({ spec, descriptor, targets, sideTargets }) => {
    const steps = Object.entries(descriptor.transforms)
      .filter(([id]) => id !== `${spec.id}/source` && !targets.has(id) && !sideTargets.has(id))
      .map(([, { uniqueName }]) => uniqueName);
    return `${steps.join(" ")}${places(spec.producers, "<")}${places(spec.sideProducers ?? [], "~")}`;
  });
}

describe("the planner", () => {
  it("lets a step with a side input of elsewhere stay in its stage", async () => {
    const stages = await describePlan((p) =>
      numbers(p).map("Use", (n, { side }) => n + side.one, { side: { one: numbers(p, "One").asSingleton() } }),
    );
    expect(stages).toEqual(["In/Elements Use ~ 1", "One/Elements"]);
  });

  it("keeps a step out of the stage that its side input comes from", async () => {
    const stages = await describePlan((p) => {
      const input = numbers(p);
      input.map("Use", (n, { side }) => n + side.all.length, { side: { all: input.asList() } });
      input.map("Other", (n) => n);
    });
    expect(stages).toEqual(["In/Elements Other", "Use < 0 ~ 0"]);
  });

  it("keeps a step out of all stages that those of its side inputs follow from", async () => {
    const stages = await describePlan((p) => {
      const input = numbers(p);
      const sizes = input
        .keyBy("Key", (n) => n)
        .groupByKey("Group")
        .values("Values");
      const ranks = numbers(p, "Last").map("Rank", (n, { side }) => [n, side.sizes.length], {
        side: { sizes: sizes.asList() },
      });
      input.map("Use", (n, { side }) => side.ranks.get(n), { side: { ranks: ranks.asMap() } });
    });
    expect(stages).toEqual(["In/Elements Key", "Last/Elements Rank ~ 2", "Values < 0", "Use < 0 ~ 1"]);
  });

  it("keeps a collection once for all that read it alike", async () => {
    const p = Pipeline.create();
    const pairs = numbers(p).map("Pair", (n) => [n, n]);
    const side = {
      list: pairs.asList(),
      map: pairs.asMap(),
      all: pairs.asIterable(),
      stored: pairs.asMultimap({ inMemory: false }),
    };
    numbers(p, "A").map("Use", () => 0, { side });
    numbers(p, "B").map("Use too", () => 0, { side });
    const { sides } = planPipeline(await p.toProto(), p.functions);
    expect(sides.stores.map(({ form }) => form).sort()).toEqual(["iterable", "multimap", "values"]);
  });
});
