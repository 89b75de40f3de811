import { fromBinary } from "@bufbuild/protobuf";
import {
  PubSubReadPayloadSchema,
  PubSubWritePayloadSchema,
  type Components,
  type PTransform,
} from "../../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../../sdk/model/urns.ts";
import { isUnbounded } from "../../job/is-unbounded.ts";
import type { Problem } from "../../problem.ts";
import { stepRule, type PipelineRule } from "./pipeline-rule.ts";

const { pubsubRead, pubsubWrite, pubsubWriteV2 } = urns.composites;

/** `projects/P/topics/T`; some SDKs write `/topics/P/T`. */
const topic = resourcePattern("topics");
const subscription = resourcePattern("subscriptions");

function resourcePattern(kind: string): RegExp {
  const name = "(?!goog)[A-Za-z][-A-Za-z0-9._~%+]{2,254}";
  return new RegExp(`^(?:projects/[^/]+/${kind}|/${kind}/[^/]+)/${name}$`);
}

/** What the service asks of steps that it runs itself: reads and writes of Pub/Sub. */
export const pubsubRules: readonly PipelineRule[] = Object.freeze([
  stepRule("a read of Pub/Sub has one source", [pubsubRead], (step) => {
    const payload = fromBinary(PubSubReadPayloadSchema, step.spec?.payload ?? new Uint8Array());
    if ((payload.topic === "") !== (payload.subscription === "")) return undefined;
    return {
      summary: `"${step.uniqueName}" reads from ${payload.topic === "" ? "neither a topic nor a subscription" : "a topic and a subscription"}.`,
      remedy: "name one of the two",
    };
  }),
  stepRule("sources of Pub/Sub are named in full", [pubsubRead], (step) => {
    const payload = fromBinary(PubSubReadPayloadSchema, step.spec?.payload ?? new Uint8Array());
    return (
      misnamed(step, "topic", payload.topic, topic) ??
      misnamed(step, "subscription", payload.subscription, subscription)
    );
  }),
  stepRule("topics that are written to are named in full", [pubsubWrite], (step) => {
    const payload = fromBinary(PubSubWritePayloadSchema, step.spec?.payload ?? new Uint8Array());
    return misnamed(step, "topic", payload.topic === "" ? "(none)" : payload.topic, topic);
  }),
  stepRule("messages of Pub/Sub are bytes", [pubsubRead, pubsubWrite], (step, { components }) => {
    const collections = step.spec?.urn === pubsubRead ? step.outputs : step.inputs;
    const other = Object.values(collections).find((id) => !isOfBytes(id, components));
    if (other === undefined) return undefined;
    return {
      summary: `The messages of "${step.uniqueName}" are not encoded as bytes.`,
      facts: { collection: other },
      remedy: "use the read and the write of purlin/io",
    };
  }),
  stepRule("only streaming jobs write to Pub/Sub themselves", [pubsubWrite, pubsubWriteV2], (step, { pipeline }) =>
    isUnbounded(pipeline)
      ? undefined
      : {
          summary: `"${step.uniqueName}" writes to Pub/Sub in a batch job, where the service has no such step.`,
          remedy: "write from an unbounded collection, or by a client of Pub/Sub in a function of your own",
        },
  ),
] satisfies PipelineRule[]);

function misnamed(step: PTransform, kind: string, name: string, pattern: RegExp): Problem | undefined {
  if (name === "" || pattern.test(name)) return undefined;
  return {
    summary: `"${step.uniqueName}" names the ${kind} "${name}", which Pub/Sub can't have.`,
    remedy: `write it in full, its last part 3 to 255 letters long:  projects/PROJECT/${kind}s/NAME`,
  };
}

function isOfBytes(collection: string, { pcollections, coders }: Components): boolean {
  return coders[pcollections[collection]?.coderId ?? ""]?.spec?.urn === urns.coders.bytes;
}
