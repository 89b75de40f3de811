import { create as message } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { sum } from "../../../sdk/testing/conformance/combine-fns.ts";
import {
  doFn,
  fixedWindows,
  flatten,
  GLOBAL_WINDOW,
  millis,
  output,
  Pipeline,
  type KV,
  type PCollection,
} from "../../../sdk/index.ts";
import {
  FunctionSpecSchema,
  PTransformSchema,
  type Pipeline as PipelineProto,
  type PTransform,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { directRunner } from "../runner.ts";
import { planPipeline, type PlannedStage } from "./plan-pipeline.ts";

/** Describes stages, one line each: `kind first step: its transforms > the stages that it writes to, by collection`. */
function describePlan(stages: readonly PlannedStage[]): string[] {
  const position = new Map(stages.map(({ spec }, i) => [spec.id, String(i)]));
  return stages.map(({ spec, descriptor, targets }) => {
    const transforms = Object.entries(descriptor.transforms)
      .filter(([id]) => id !== `${spec.id}/source` && !targets.has(id))
      .map(([, { uniqueName, spec: fn }]) => `${uniqueName}${partOf(fn?.urn ?? "")}`);
    const outputs = [...targets.values()].map((ids) => ids.map((id) => position.get(id)).join("+"));
    const producers = spec.producers.map((id) => position.get(id)).join(",");
    const name = `${spec.kind} ${spec.name}${producers === "" ? "" : ` < ${producers}`}`;
    return `${name}: ${transforms.join(" ")}${outputs.length === 0 ? "" : ` > ${outputs.join(" ")}`}`.trim();
  });
}

function partOf(urn: string): string {
  const { combinePerKeyPrecombine, combinePerKeyMergeAccumulators, combinePerKeyExtractOutputs } =
    urns.combineComponents;
  const parts: Record<string, string> = {
    [combinePerKeyPrecombine]: "[precombine]",
    [combinePerKeyMergeAccumulators]: "[merge]",
    [combinePerKeyExtractOutputs]: "[extract]",
  };
  return parts[urn] ?? "";
}

async function planOf(build: (p: Pipeline) => unknown): Promise<PlannedStage[]> {
  const p = Pipeline.create();
  build(p);
  return [...planPipeline(await p.toProto(), p.functions).stages];
}

const pairs = (p: Pipeline): PCollection<KV<string, number>> => p.create("In", ["a"]).map("Pair", (k) => [k, 1]);
const numbers = (p: Pipeline, name = "In"): PCollection<number> => p.create(name, [1]);

describe("the planner", () => {
  it.each<{ name: string; build: (p: Pipeline) => unknown; stages: readonly string[] }>([
    {
      name: "runs a chain in one stage",
      build: (p) =>
        numbers(p)
          .map("A", (n) => n)
          .filter("B", () => true),
      stages: ["root In/Impulse: In/Elements A B"],
    },
    {
      name: "runs all consumers of a collection in its stage",
      build: (p) => {
        const input = numbers(p);
        input.map("A", (n) => n);
        input.map("B", (n) => n);
      },
      stages: ["root In/Impulse: In/Elements A B"],
    },
    {
      name: "gives each root a stage",
      build: (p) => [numbers(p), numbers(p, "Other")],
      stages: ["root In/Impulse: In/Elements", "root Other/Impulse: Other/Elements"],
    },
    {
      name: "runs tagged outputs in the stage of their DoFn",
      build: (p) => {
        const outputs = { odd: output<number>() };
        const { output: main, odd } = numbers(p).parDo("Split", doFn<number>()({ outputs, process: () => undefined }));
        main.map("Main", (n) => n);
        odd.map("Odd", (n) => n);
      },
      stages: ["root In/Impulse: In/Elements Split Main Odd"],
    },
    {
      name: "breaks stages at a GroupByKey",
      build: (p) =>
        pairs(p)
          .groupByKey("Group")
          .map("After", (group) => group),
      stages: ["root In/Impulse: In/Elements Pair > 1", "aggregate Group < 0: After"],
    },
    {
      name: "breaks stages at a reshuffle",
      build: (p) =>
        numbers(p)
          .reshuffle("Shuffle")
          .map("After", (n) => n),
      stages: ["root In/Impulse: In/Elements > 1", "ordinary Shuffle < 0: After"],
    },
    {
      name: "lifts a combination: most of it before the shuffle",
      build: (p) => pairs(p).combinePerKey("Sum", sum).keys("Keys"),
      stages: [
        "root In/Impulse: In/Elements Pair Sum[precombine] > 1",
        "aggregate Sum < 0: Sum[merge] Sum[extract] Keys",
      ],
    },
    {
      name: "lifts each combination of a collection by itself",
      build: (p) => {
        const input = pairs(p);
        input.combinePerKey("A", sum);
        input.combinePerKey("B", sum);
      },
      stages: [
        "root In/Impulse: In/Elements Pair A[precombine] B[precombine] > 1 2",
        "aggregate A < 0: A[merge] A[extract]",
        "aggregate B < 0: B[merge] B[extract]",
      ],
    },
    {
      name: "runs a flatten of collections of one stage in it",
      build: (p) => {
        const input = numbers(p);
        flatten("All", [input.map("A", (n) => n), input.map("B", (n) => n)]).map("After", (n) => n);
      },
      stages: ["root In/Impulse: In/Elements A B All After"],
    },
    {
      name: "runs a flatten of one collection twice in its stage",
      build: (p) => {
        const input = numbers(p);
        flatten("All", [input, input]).map("After", (n) => n);
      },
      stages: ["root In/Impulse: In/Elements All After"],
    },
    {
      name: "begins a stage at a flatten of collections of several stages",
      build: (p) => flatten("All", [numbers(p, "A"), numbers(p, "B")]).map("After", (n) => n),
      stages: ["root A/Impulse: A/Elements > 2", "root B/Impulse: B/Elements > 2", "ordinary All < 0,1: After"],
    },
    {
      name: "writes to a flatten as often as it takes a collection",
      build: (p) => {
        const [a, b] = [numbers(p, "A"), numbers(p, "B")];
        flatten("All", [a, b, a]);
      },
      stages: ["root A/Impulse: A/Elements > 2+2", "root B/Impulse: B/Elements > 2", "ordinary All < 0,1:"],
    },
    {
      name: "has no stage for a flatten that only hands on: its inputs are written to the stages beyond",
      build: (p) => {
        const all = flatten("All", [pairs(p), p.create("More", ["b"]).map("Two", (k) => [k, 2])]);
        const again = flatten("Again", [all, p.create("Last", [["c", 3] as const])]);
        again.groupByKey("A");
        again.groupByKey("B");
      },
      stages: [
        "root In/Impulse: In/Elements Pair > 3+4",
        "root More/Impulse: More/Elements Two > 3+4",
        "root Last/Impulse: Last/Elements > 3+4",
        "aggregate A < 2,0,1:",
        "aggregate B < 2,0,1:",
      ],
    },
    {
      name: "writes a collection once to each of the stages that take it",
      build: (p) => {
        const input = pairs(p);
        input.groupByKey("A");
        input.groupByKey("B");
        input.map("C", (pair) => pair);
      },
      stages: ["root In/Impulse: In/Elements Pair C > 1+2", "aggregate A < 0:", "aggregate B < 0:"],
    },
  ])("$name", async ({ build, stages }) => {
    expect(describePlan(await planOf(build))).toEqual(stages);
  });

  it.each<{ name: string; build: (p: Pipeline) => unknown; movesBack: boolean }>([
    { name: "plain functions", build: (p) => numbers(p).map((n) => n), movesBack: false },
    { name: "windows", build: (p) => numbers(p).window(fixedWindows(millis(1))), movesBack: false },
    { name: "times of its own", build: (p) => numbers(p).withTimestamps(() => 0), movesBack: true },
    {
      name: "what it emits for an element",
      build: (p) => numbers(p).parDo(doFn<number>()({ process: () => undefined })),
      movesBack: false,
    },
    {
      name: "what it emits at the end of a bundle",
      build: (p) =>
        numbers(p).parDo(
          doFn<number>()({
            process: () => undefined,
            finishBundle({ emit }) {
              emit(1, { timestamp: 0, window: GLOBAL_WINDOW });
            },
          }),
        ),
      movesBack: true,
    },
  ])("knows whether a stage may go back in time by $name: $movesBack", async ({ build, movesBack }) => {
    const [stage] = await planOf(build);
    expect(stage?.spec.movesBack).toBe(movesBack);
  });

  it("runs a combination that is not lifted to the same results", async () => {
    const p = Pipeline.create({ quiet: true });
    const results: [string, KV<string, number>][] = [];
    const input = p.create([["a", 1] as const, ["b", 2] as const, ["a", 3] as const]);
    for (const name of ["Lifted", "Whole"]) {
      input.combinePerKey(name, sum).map((result, { timestamp }) => {
        results.push([name, result]);
        return timestamp;
      });
    }
    const pipeline = await p.toProto();
    for (const transform of Object.values(pipeline.components?.transforms ?? {})) {
      // Without its URN, it is but the composite of its parts.
      if (transform.uniqueName === "Whole") transform.spec = message(FunctionSpecSchema);
    }
    expect(describePlan(planPipeline(pipeline, p.functions).stages)).toContain(
      "aggregate Whole/Group < 0: Whole/CombineGroups Map2",
    );
    const { functions, options } = p;
    const job = await directRunner.start({ pipeline, functions, options, callSites: new Map() });
    await job.waitUntilFinish();
    expect(results.toSorted()).toEqual([
      ["Lifted", ["a", 4]],
      ["Lifted", ["b", 2]],
      ["Whole", ["a", 4]],
      ["Whole", ["b", 2]],
    ]);
  });

  it("goes on in a new stage where a chain is so long that its calls could leave the stack", async () => {
    const p = Pipeline.create({ quiet: true });
    let collection = p.create([0]);
    for (let i = 0; i < 5_000; i++) collection = collection.map((n) => n + 1);
    const results: number[] = [];
    collection.map((n) => results.push(n));
    expect(planPipeline(await p.toProto(), p.functions).stages.length).toBeGreaterThan(10);
    await p.run();
    expect(results).toEqual([5_000]);
  });

  it("plans in a time that grows as the pipeline does", { timeout: 60_000 }, async () => {
    const microsOf = async (transforms: number): Promise<number> => {
      const p = Pipeline.create();
      const created = p.create([1]);
      let chain = created;
      for (let i = 0; i < transforms / 4; i++) {
        chain = flatten([chain.map((n) => n), created.map((n) => n)]);
        if (i % 10 === 0) chain = chain.reshuffle();
      }
      const pipeline = await p.toProto();
      const begin = process.cpuUsage();
      planPipeline(pipeline, p.functions);
      return process.cpuUsage(begin).user;
    };
    await microsOf(1_000);
    // The best of three: a collection of garbage may fall into one.
    const best = async (transforms: number): Promise<number> =>
      Math.min(await microsOf(transforms), await microsOf(transforms), await microsOf(transforms));
    const [small, large] = [await best(1_000), await best(8_000)];
    // Eight times as many: quadratic work would take 64 times as long.
    expect(large / small).toBeLessThan(30);
  });
});

/** Changes one transform of a small pipeline, and plans it. */
async function planChanged(step: string, change: (transform: PTransform, pipeline: PipelineProto) => void) {
  const p = Pipeline.create();
  numbers(p)
    .map("A", (n) => n)
    .map("B", (n) => n);
  const pipeline = await p.toProto();
  const transforms = pipeline.components?.transforms ?? {};
  const found = Object.values(transforms).find(({ uniqueName }) => uniqueName === step);
  if (found === undefined) throw new Error(`There is no ${step}.`);
  change(found, pipeline);
  return planPipeline(pipeline, p.functions).stages;
}

const unknownSpec = message(FunctionSpecSchema, { urn: "beam:transform:unheard_of:v1" });

describe("a pipeline that can't be planned", () => {
  it("is one with a step that the kernel can't run", async () => {
    const planned = planChanged("B", (transform) => {
      transform.spec = unknownSpec;
    });
    await expect(planned).rejects.toMatchObject({
      code: "PURLIN_UNSUPPORTED_STEP",
      message: [
        'The DirectRunner can\'t run step "B".',
        "  transform  beam:transform:unheard_of:v1",
        "Do this: run the pipeline on a runner that can, or leave the step out",
      ].join("\n"),
    });
  });

  it.each<{ name: string; step: string; change: Parameters<typeof planChanged>[1]; message: string }>([
    {
      name: "steps that take each other's outputs",
      step: "A",
      change: (transform, { components }) => {
        const b = Object.values(components?.transforms ?? {}).find(({ uniqueName }) => uniqueName === "B");
        transform.inputs = { input: Object.values(b?.outputs ?? {})[0] ?? "" };
      },
      message: "take each other's outputs in a circle",
    },
    {
      name: "an input that nothing makes",
      step: "A",
      change: (transform) => {
        transform.inputs = { input: "nowhere" };
      },
      message: 'Nothing makes collection nowhere, which "A" takes.',
    },
    {
      name: "a collection that two steps make",
      step: "B",
      change: (transform) => {
        transform.outputs = transform.inputs;
      },
      message: 'Both "A" and "B" make collection',
    },
    {
      name: "a step without an input that is no root",
      step: "A",
      change: (transform) => {
        transform.inputs = {};
      },
      message: '"A" (beam:transform:pardo:v1) has an unexpected number of inputs or outputs.',
    },
    {
      name: "a part that is not there",
      step: "A",
      change: (_, pipeline) => {
        pipeline.rootTransformIds.push("nobody");
      },
      message: "There is no transform nobody.",
    },
    {
      name: "no components",
      step: "A",
      change: (_, pipeline) => {
        delete pipeline.components;
      },
      message: "The pipeline has no components.",
    },
  ])("is one with $name", async ({ step, change, message: text }) => {
    await expect(planChanged(step, change)).rejects.toThrow(text);
  });
});

describe("what other SDKs may hand over", () => {
  it("is a flatten of nothing: it has no elements", async () => {
    const p = Pipeline.create({ quiet: true });
    const seen: unknown[] = [];
    flatten("None", [numbers(p)]).map("After", (n) => seen.push(n));
    const pipeline = await p.toProto();
    const none = Object.values(pipeline.components?.transforms ?? {}).find(({ uniqueName }) => uniqueName === "None");
    if (none === undefined) throw new Error("It is there.");
    none.inputs = {};
    const { functions, options } = p;
    const job = await directRunner.start({ pipeline, functions, options, callSites: new Map() });
    await job.waitUntilFinish();
    expect(seen).toEqual([]);
  });

  it("is a composite without parts, which passes its input through", async () => {
    const p = Pipeline.create();
    const input = numbers(p);
    const pipeline = await p.toProto();
    const collection = input.node.id;
    if (pipeline.components === undefined) throw new Error("They are there.");
    pipeline.components.transforms.empty = message(PTransformSchema, {
      uniqueName: "Empty",
      spec: unknownSpec,
      inputs: { input: collection },
      outputs: { output: collection },
    });
    pipeline.rootTransformIds.push("empty");
    expect(describePlan(planPipeline(pipeline, p.functions).stages)).toEqual(["root In/Impulse: In/Elements"]);
  });
});
