import { fromBinary } from "@bufbuild/protobuf";
import {
  ParDoPayloadSchema,
  type Coder,
  type Components,
  type PTransform,
} from "../../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../../sdk/model/urns.ts";
import { stepRule, type PipelineRule } from "./pipeline-rule.ts";

const { groupByKey, parDo, assignWindows } = urns.primitives;
const ownCoder = "give the collection before it a coder of pairs:  .withCoder(kvCoder(keyCoder, valueCoder))";

/** What the service asks of steps, by what they are. */
export const stepRules: readonly PipelineRule[] = Object.freeze([
  stepRule("steps take something", [groupByKey, parDo, assignWindows], (step) =>
    Object.keys(step.inputs).length > 0
      ? undefined
      : { summary: `Step "${step.uniqueName}" takes no collection.`, remedy: "apply it to one" },
  ),
  stepRule("a group takes one collection and gives one", [groupByKey], (step) => {
    const [takes, gives] = [Object.keys(step.inputs).length, Object.keys(step.outputs).length];
    if (takes <= 1 && gives === 1) return undefined;
    return {
      summary: `"${step.uniqueName}" groups ${String(takes)} collections and gives ${String(gives)}: it must be one each.`,
      remedy: "flatten several collections before they are grouped",
    };
  }),
  stepRule(
    "a group's pairs are made of the coders that its groups are made of",
    [groupByKey],
    (step, { components }) => {
      const fault = faultOfGroup(step, components);
      return fault === undefined
        ? undefined
        : { summary: `Dataflow can't group by key in "${step.uniqueName}": ${fault}.`, remedy: ownCoder };
    },
  ),
  stepRule("side inputs are read as the service can serve them", [parDo], (step, { components }) => {
    const { sideInputs } = fromBinary(ParDoPayloadSchema, step.spec?.payload ?? new Uint8Array());
    for (const [tag, { accessPattern }] of Object.entries(sideInputs)) {
      const fault = faultOfSideInput(accessPattern?.urn ?? "", coderOf(step.inputs[tag], components));
      if (fault === undefined) continue;
      return {
        summary: `Dataflow can't serve the side input "${tag}" of "${step.uniqueName}": ${fault}.`,
        remedy: "read it as a list, a map or a single value",
      };
    }
    return undefined;
  }),
] satisfies PipelineRule[]);

function faultOfGroup({ inputs, outputs }: PTransform, components: Components): string | undefined {
  const [taken, given] = [Object.values(inputs)[0], Object.values(outputs)[0]].map((id) => coderOf(id, components));
  const [key, value] = pairOf(taken) ?? [];
  const [groupKey, values] = pairOf(given) ?? [];
  if (key === undefined || value === undefined) return "what it takes are no pairs";
  if (groupKey === undefined || values === undefined) return "what it gives are no pairs";
  // The service compares their ids, not what they mean.
  if (groupKey !== key) return `the keys of its groups have the coder "${groupKey}", and those that it takes "${key}"`;
  const iterable = components.coders[values];
  if (iterable?.spec?.urn !== urns.coders.iterable)
    return `the values of its groups have the coder "${values}", no iterable`;
  const [element] = iterable.componentCoderIds;
  return element === value
    ? undefined
    : `the values of its groups have the coder "${element ?? "none"}", and those that it takes "${value}"`;
}

function faultOfSideInput(pattern: string, coder: Coder | undefined): string | undefined {
  if (pattern === urns.sideInputs.iterable) return undefined;
  if (pattern !== urns.sideInputs.multimap) return `it is read as ${pattern === "" ? "nothing" : pattern}`;
  return pairOf(coder) === undefined ? "it is read by key, and its elements are no pairs" : undefined;
}

function pairOf(coder: Coder | undefined): readonly string[] | undefined {
  return coder?.spec?.urn === urns.coders.kv ? coder.componentCoderIds : undefined;
}

function coderOf(collection: string | undefined, { pcollections, coders }: Components): Coder | undefined {
  return coders[pcollections[collection ?? ""]?.coderId ?? ""];
}
