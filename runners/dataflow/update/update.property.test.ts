import { clone, create, fromBinary, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendarDays, fixedWindows, minutes, sessions, type PCollection } from "../../../sdk/index.ts";
import {
  CombinePayloadSchema,
  PipelineSchema,
  type Pipeline as PipelineProto,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { componentsOf, streamingPipeline } from "../../../test/dataflow/update/streaming-pipeline.ts";
import { sum } from "../../../transforms/index.ts";
import { preparePipeline } from "../pipeline/prepare-pipeline.ts";
import { compareForUpdate } from "./compare-for-update.ts";
import { examineUpdate } from "./examine-update.ts";
import { readSteps } from "./read-steps.ts";

type Lines = PCollection<string>;

/** Each makes lines of lines, under a name of its own. */
const operations: Readonly<Record<string, (lines: Lines, name: string) => Lines>> = {
  map: (lines, name) => lines.map(name, (line) => line),
  window: (lines, name) => lines.window(name, fixedWindows(minutes(1))),
  group: (lines, name) =>
    lines.apply(name, (input) =>
      input
        .keyBy("Key", (line) => line)
        .groupByKey("Group")
        .map("Key of it", ([key]) => key),
    ),
  combine: (lines, name) =>
    lines.apply(name, (input) => {
      const sums = input
        .keyBy("Key", (line) => line)
        .mapValues("Length", (line) => line.length)
        .combinePerKey("Sum", sum());
      return sums.map("Text", ([key]) => key);
    }),
  days: (lines, name) => lines.window(name, calendarDays(1, { timeZone: "Europe/Berlin" })),
  visits: (lines, name) =>
    lines.apply(name, (input) => {
      const visits = input
        .window("Visits", sessions(minutes(1)))
        .keyBy("Key", (line) => line)
        .groupByKey("Visit");
      return visits.map("Key of it", ([key]) => key).window("Minutes", fixedWindows(minutes(1)));
    }),
  reshuffle: (lines, name) => lines.reshuffle(name),
  side: (lines, name) => lines.map(name, (line) => line, { side: { all: lines.asList() } }),
};

const plans = fc.array(fc.constantFrom(...Object.keys(operations)), { minLength: 1, maxLength: 8 });

/** Builds a pipeline whose steps are called `Step0`, `Step1`... */
function build(plan: readonly string[], nameOf = (at: number) => `Step${String(at)}`): Promise<PipelineProto> {
  return streamingPipeline((lines) =>
    plan.reduce((input, operation, at) => operations[operation]?.(input, nameOf(at)) ?? input, lines),
  );
}

/** Returns a pipeline in which every id is another. */
function withOtherIds(pipeline: PipelineProto, of: (id: string) => string): PipelineProto {
  const copy = clone(PipelineSchema, pipeline);
  const components = componentsOf(copy);
  const keys = <T>(map: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(map).map(([id, each]) => [of(id), each]));
  const values = (map: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(map).map(([tag, id]) => [tag, of(id)]));
  for (const transform of Object.values(components.transforms)) {
    transform.inputs = values(transform.inputs);
    transform.outputs = values(transform.outputs);
    transform.subtransforms = transform.subtransforms.map(of);
    const { spec } = transform;
    if (spec?.urn === urns.composites.combinePerKey) {
      const payload = fromBinary(CombinePayloadSchema, spec.payload);
      payload.accumulatorCoderId = of(payload.accumulatorCoderId);
      spec.payload = toBinary(CombinePayloadSchema, payload);
    }
  }
  for (const collection of Object.values(components.pcollections)) {
    collection.coderId = of(collection.coderId);
    collection.windowingStrategyId = of(collection.windowingStrategyId);
  }
  for (const coder of Object.values(components.coders)) coder.componentCoderIds = coder.componentCoderIds.map(of);
  for (const strategy of Object.values(components.windowingStrategies))
    strategy.windowCoderId = of(strategy.windowCoderId);
  const { transforms, pcollections, coders, windowingStrategies } = components;
  Object.assign(components, {
    transforms: keys(transforms),
    pcollections: keys(pcollections),
    coders: keys(coders),
    windowingStrategies: keys(windowingStrategies),
  });
  return create(PipelineSchema, { ...copy, rootTransformIds: copy.rootTransformIds.map(of) });
}

describe("an update", () => {
  it("is harmless to a pipeline that is built twice", async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const findings = compareForUpdate(await build(plan), await build(plan));
        expect(findings.filter(({ change }) => change !== "kept")).toEqual([]);
      }),
    );
  });

  it("doesn't mind ids", async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 1 }), async (plan, salt) => {
        const pipeline = await build(plan);
        const ids = new Map<string, string>();
        const idOf = (id: string): string => {
          const other = ids.get(id) ?? `${String((ids.size + 1) * salt)}-${String(ids.size)}`;
          ids.set(id, other);
          return other;
        };
        const findings = compareForUpdate(pipeline, withOtherIds(pipeline, idOf));
        expect(findings.filter(({ change }) => change !== "kept")).toEqual([]);
      }),
    );
  });

  it("doesn't mind that one of the pipelines is prepared for the service", async () => {
    const own = { image: "image", artifacts: [] };
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const [old, now] = [await build(plan), preparePipeline(await build(plan), own)];
        for (const findings of [compareForUpdate(old, now), compareForUpdate(now, old)]) {
          expect(findings.filter(({ change }) => change !== "kept")).toEqual([]);
        }
      }),
    );
  });

  it("is harmless where steps have new names and the mapping says so", async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.nat(), async (plan, chosen) => {
        const at = chosen % plan.length;
        const names = { old: `Step${String(at)}`, now: `Other${String(at)}` };
        const now = await build(plan, (each) => (each === at ? names.now : `Step${String(each)}`));
        const changed = compareForUpdate(await build(plan), now, { [names.old]: names.now }).filter(
          ({ change }) => change !== "kept",
        );
        expect(new Set(changed.map(({ change, effect }) => `${change} ${effect}`))).toEqual(
          new Set(["renamed harmless"]),
        );
      }),
    );
  });

  it("is taken with the mapping that is proposed for a step with a new name", async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.nat(), async (plan, chosen) => {
        const at = chosen % plan.length;
        const old = readSteps(await build(plan));
        const now = readSteps(await build(plan, (each) => `${each === at ? "Other" : "Step"}${String(each)}`));
        const before = examineUpdate(old, now, {});
        const after = examineUpdate(old, now, before.proposedMapping ?? {});
        expect(after.verdict).toBe("harmless");
      }),
    );
  });
});
