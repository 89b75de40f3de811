import { create, toBinary } from "@bufbuild/protobuf";
import { bytesCoder } from "../../../sdk/coders/bytes-coder.ts";
import {
  PubSubReadPayloadSchema,
  type PubSubReadPayload,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import type { PCollection } from "../../../sdk/pipeline/pcollection.ts";
import type { Pipeline } from "../../../sdk/pipeline/pipeline.ts";
import { DEFAULT_WINDOWING } from "../../../sdk/windowing/windowing-strategy.ts";

/** What is read, and whether that ends: it does not where left out. */
interface Source extends Partial<Omit<PubSubReadPayload, "$typeName" | "$unknown">> {
  readonly isBounded?: boolean;
}

/** Adds the read of a Pub/Sub subscription by the runner, which makes a pipeline a streaming one. */
export function readMessages(
  p: Pipeline,
  name: string,
  { isBounded = false, ...source }: Source = { subscription: "projects/p/subscriptions/in" },
): PCollection<string> {
  const payload = toBinary(PubSubReadPayloadSchema, create(PubSubReadPayloadSchema, source));
  const outputs = p.step({
    name: { name, defaultName: "Read" },
    spec: { kind: "opaque", urn: urns.composites.pubsubRead, payload, environmentId: "" },
    inputs: new Map(),
    outputs: new Map([
      ["output", { coder: { from: "producer", coder: bytesCoder }, windowing: DEFAULT_WINDOWING, isBounded }],
    ]),
  });
  const messages = outputs.get("output") as PCollection<Uint8Array>;
  return messages.map("Decode", (bytes) => new TextDecoder().decode(bytes));
}
