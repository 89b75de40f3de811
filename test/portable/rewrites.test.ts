import { describe, expect, it } from "vitest";
import { checkFeatures } from "../../runners/portable/check-features.ts";
import { features, runnerNames } from "../../runners/portable/features.ts";
import { feedFlattens } from "../../runners/portable/rewrites/feed-flattens.ts";
import { liftCombines } from "../../runners/portable/rewrites/lift-combines.ts";
import { recodeFlattens } from "../../runners/portable/rewrites/recode-flattens.ts";
import { stepNames } from "../../runners/portable/step-names.ts";
import { flatten, Pipeline, varintCoder, type PCollection } from "../../sdk/index.ts";
import {
  IsBounded_Enum,
  type Pipeline as PipelineProto,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { sum } from "../../sdk/testing/conformance/combine-fns.ts";

async function protoOf(
  build: (p: Pipeline) => unknown,
  ...rewrites: ((pipeline: PipelineProto) => void)[]
): Promise<PipelineProto> {
  const p = Pipeline.create();
  build(p);
  const proto = await p.toProto();
  for (const rewrite of rewrites) rewrite(proto);
  return proto;
}

/** The leaves in the order of the pipeline, each as `name: inputs -> outputs`, by the ids of collections. */
function leavesOf({ components, rootTransformIds }: PipelineProto): string[] {
  const leaf = (id: string): string[] => {
    const transform = components?.transforms[id];
    if (transform === undefined) return [`${id} is missing`];
    if (transform.subtransforms.length > 0) return transform.subtransforms.flatMap(leaf);
    return [
      `${transform.uniqueName}: ${Object.values(transform.inputs).join(", ")} -> ${Object.values(transform.outputs).join(", ")}`,
    ];
  };
  return rootTransformIds.flatMap(leaf);
}

/** Collections that are taken but not made, or made more than once; and those without a maker. */
function faultsOf(proto: PipelineProto): string[] {
  const made = leavesOf(proto).map((leaf) => leaf.slice(leaf.lastIndexOf("-> ") + 3));
  const taken = Object.values(proto.components?.transforms ?? {}).flatMap(({ inputs }) => Object.values(inputs));
  const collections = Object.keys(proto.components?.pcollections ?? {});
  return [...taken, ...collections].filter((id) => made.filter((other) => other === id).length !== 1);
}

describe("lifting combinations", () => {
  const build = (p: Pipeline): unknown =>
    p
      .create([1, 2])
      .keyBy("Key", (n) => n % 2)
      .combinePerKey("Sum", sum);

  it("puts the parts that workers run in the place of the composite's own", async () => {
    const proto = await protoOf(build, liftCombines);
    expect(leavesOf(proto).slice(-4)).toEqual([
      "Sum/Precombine: Key.output -> Sum/combined",
      "Sum/Group: Sum/combined -> Sum/grouped",
      "Sum/Merge: Sum/grouped -> Sum/merged",
      "Sum/Extract: Sum/merged -> Sum-CombineGroups.output",
    ]);
    expect(faultsOf(proto)).toEqual([]);
    expect(proto.components?.transforms.Sum?.spec?.urn).toBe("beam:transform:combine_per_key:v1");
  });

  it("places the parts but the group in the environment of the combination", async () => {
    const { components } = await protoOf(build, liftCombines);
    const environments = ["Precombine", "Group", "Merge", "Extract"].map(
      (part) => components?.transforms[`Sum/${part}`]?.environmentId,
    );
    expect(environments).toEqual(["purlin", "", "purlin", "purlin"]);
  });

  it("lets the metrics of the parts be found by the user's step", async () => {
    const stepOf = stepNames(await protoOf(build));
    expect(["Sum/Precombine", "Sum", "elsewhere"].map(stepOf)).toEqual(["Sum", "Sum", "elsewhere"]);
  });
});

describe("recoding what is flattened", () => {
  it("puts a step before inputs of another coder, inside the composite of the flatten", async () => {
    const numbers = (p: Pipeline): PCollection<number> => p.create("Numbers", [1]).withCoder(varintCoder);
    const proto = await protoOf(
      (p) => p.apply("All", () => flatten("Both", [numbers(p), p.create("Texts", ["a"])])),
      recodeFlattens,
    );
    expect(leavesOf(proto).slice(-2)).toEqual([
      expect.stringMatching(/^All\/Both\/Recode \S+: \S+ -> All-Both\/Recode\/\S+\.output$/),
      expect.stringMatching(/^All\/Both: All-Both\/Recode\/\S+\.output, \S+Texts\S+ -> All-Both\.output$/),
    ]);
    expect(faultsOf(proto)).toEqual([]);
  });

  it("leaves inputs of one coder alone", async () => {
    const build = (p: Pipeline): unknown => flatten([p.create("A", [1]), p.create("B", [2])]);
    expect(leavesOf(await protoOf(build, recodeFlattens))).toEqual(leavesOf(await protoOf(build)));
  });
});

describe("feeding flattens", () => {
  it.each([
    {
      name: "what the engine makes",
      build: (p: Pipeline) => flatten("Both", [p.create("A", [1]).reshuffle(), p.create("B", [2])]),
      fed: ["Both/Feed Reshuffle.output"],
    },
    {
      name: "what others take as well",
      build: (p: Pipeline) => {
        const a = p.create("A", [1]);
        a.reshuffle();
        return flatten("Both", [a, p.create("B", [2])]);
      },
      fed: ["Both/Feed A-Elements.output"],
    },
    {
      name: "nothing else",
      build: (p: Pipeline) => {
        const a = p.create("A", [1]);
        return flatten("Both", [a, a, p.create("B", [2])]);
      },
      fed: [],
    },
  ])("puts a step behind $name", async ({ build, fed }) => {
    const proto = await protoOf(build, feedFlattens);
    const names = leavesOf(proto).map((leaf) => leaf.slice(0, leaf.indexOf(":")));
    expect(names.filter((name) => name.includes("Feed"))).toEqual(fed);
    expect(faultsOf(proto)).toEqual([]);
  });
});

describe("the features of runners", () => {
  it("are said of every runner, and each feature has another name", () => {
    for (const { support } of features) expect(Object.keys(support).toSorted()).toEqual([...runnerNames].toSorted());
    expect(new Set(features.map(({ name }) => name)).size).toBe(features.length);
  });

  it("let pass what every runner can", async () => {
    const proto = await protoOf((p) =>
      p
        .create([1])
        .keyBy((n) => n)
        .combinePerKey(sum)
        .reshuffle(),
    );
    for (const runner of runnerNames) checkFeatures(runner, proto);
  });

  it("refuse unbounded input, with the step that begins it", async () => {
    const proto = await protoOf((p) => p.create("Source", [1]).map("Next", (n) => n));
    for (const collection of Object.values(proto.components?.pcollections ?? {})) {
      if (!collection.uniqueName.includes("Impulse")) collection.isBounded = IsBounded_Enum.UNBOUNDED;
    }
    const check = (): void => {
      checkFeatures("flink", proto);
    };
    expect(check).toThrow('The flink runner can\'t run step "Source/Elements": it needs unbounded input.');
    expect(check).toThrow(/runners that can +dataflow/);
  });
});
