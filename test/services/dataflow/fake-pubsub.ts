import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { decodeMessage, encodeMessage } from "../../../io/pubsub/message-codec.ts";
import type { PubSubMessage } from "../../../io/pubsub/index.ts";
import { externalEnvironment } from "../../../runners/portable/environments/external.ts";
import { startWorkerPool, type WorkerPool } from "../../../sdk/harness/worker-pool.ts";
import { bytesCoder, doFn, Pipeline } from "../../../sdk/index.ts";
import {
  FunctionSpecSchema,
  IsBounded_Enum,
  PCollectionSchema,
  PTransformSchema,
  PubSubReadPayloadSchema,
  PubSubWritePayloadSchema,
  TestStreamPayloadSchema,
  type Components,
  type Pipeline as PipelineProto,
  type PTransform,
  type PubSubReadPayload,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";

/** A message that waits to be read. */
export interface WaitingMessage {
  readonly data: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
  readonly publishMillis: number;
}

const environmentId = "double-of-pubsub";
/** The end of time, as watermarks have it. */
const endMillis = 9_223_372_036_854_775n;

/**
 * Pub/Sub, as the service has it inside: reads and publishes what no engine here can. A read gives the messages that wait,
 * and ends then; what is published is kept in this process, which works for the engine as an environment of its own.
 *
 *     before:  pubsub_read: subscription -> ...       ... -> pubsub_write: topic
 *
 *     after:   test_stream: the messages -> ...       ... -> Publish, in the double's own environment
 */
export class FakePubSub {
  /** The messages that wait, by the name of their subscription or topic. */
  readonly waiting = new Map<string, readonly WaitingMessage[]>();
  readonly #published = new Map<string, PubSubMessage[]>();
  readonly #publishers = new Map<string, PTransform>();
  readonly #topics: readonly string[];
  #pool: WorkerPool | undefined;

  /** @param topics - those that there are, for publishing */
  constructor(...topics: readonly string[]) {
    this.#topics = topics;
  }

  /** Returns what was published to a topic, in no order. */
  published(topic: string): readonly PubSubMessage[] {
    return this.#published.get(topic) ?? [];
  }

  async start(): Promise<void> {
    const p = Pipeline.create();
    const messages = p.create([new Uint8Array()]).withCoder(bytesCoder);
    for (const topic of this.#topics) {
      const kept: PubSubMessage[] = [];
      this.#published.set(topic, kept);
      messages.parDo(
        stepOf(topic),
        doFn<Uint8Array, never>()({
          process(bytes) {
            kept.push(decodeMessage(bytes));
          },
        }),
      );
    }
    const { components } = await p.toProto();
    const transforms = Object.values(components?.transforms ?? {});
    for (const topic of this.#topics) {
      const publisher = transforms.find(({ uniqueName }) => uniqueName === stepOf(topic));
      if (publisher !== undefined) this.#publishers.set(topic, publisher);
    }
    this.#pool = await startWorkerPool({ functions: p.functions });
  }

  async stop(): Promise<void> {
    await this.#pool?.stop();
  }

  /** Takes the place of the reads and writes of a pipeline, which is changed. */
  takeOver({ components }: PipelineProto): void {
    if (components === undefined) return;
    for (const [id, transform] of Object.entries(components.transforms)) {
      const urn = transform.spec?.urn;
      if (urn === urns.composites.pubsubRead) this.#takeRead(transform, components);
      if (urn === urns.composites.pubsubWrite) this.#takeWrite(id, transform, components);
    }
  }

  #takeRead(transform: PTransform, { pcollections }: Components): void {
    const read = fromBinary(PubSubReadPayloadSchema, transform.spec?.payload ?? new Uint8Array());
    const [output = ""] = Object.values(transform.outputs);
    const elements = this.#messagesFor(read).map((message) => ({
      encodedElement: read.withAttributes ? serialized(message) : message.data,
      timestamp: BigInt(eventMillis(message, read.timestampAttribute)),
    }));
    const payload = create(TestStreamPayloadSchema, {
      coderId: pcollections[output]?.coderId ?? "",
      events: [
        { event: { case: "elementEvent", value: { elements } } },
        { event: { case: "watermarkEvent", value: { newWatermark: endMillis } } },
      ],
    });
    const { testStream: urn } = urns.primitives;
    transform.spec = create(FunctionSpecSchema, { urn, payload: toBinary(TestStreamPayloadSchema, payload) });
    transform.environmentId = "";
  }

  /** Of messages that are one by their attribute for it, the first is read. */
  #messagesFor({ subscription, topic, idAttribute }: PubSubReadPayload): WaitingMessage[] {
    const messages = this.waiting.get(subscription === "" ? topic : subscription) ?? [];
    const ids = new Set<string>();
    return messages.filter(({ attributes }) => {
      const id = attributes[idAttribute];
      if (id === undefined) return true;
      const isNew = !ids.has(id);
      ids.add(id);
      return isNew;
    });
  }

  #takeWrite(id: string, transform: PTransform, components: Components): void {
    const { topic } = fromBinary(PubSubWritePayloadSchema, transform.spec?.payload ?? new Uint8Array());
    const publisher = this.#publishers.get(topic);
    if (publisher?.spec === undefined) throw new Error(`There is no topic ${topic}.`);
    const { pcollections, transforms, environments } = components;
    const [input = ""] = Object.values(transform.inputs);
    const [inputName = ""] = Object.keys(publisher.inputs);
    const [outputName = ""] = Object.keys(publisher.outputs);
    // Nothing comes of it, so that any coder will do.
    const { coderId = "", windowingStrategyId = "", isBounded = IsBounded_Enum.UNBOUNDED } = pcollections[input] ?? {};
    const uniqueName = `${id}-published`;
    pcollections[uniqueName] = create(PCollectionSchema, { uniqueName, coderId, windowingStrategyId, isBounded });
    transforms[id] = create(PTransformSchema, {
      uniqueName: transform.uniqueName,
      spec: publisher.spec,
      inputs: { [inputName]: input },
      outputs: { [outputName]: uniqueName },
      environmentId,
    });
    environments[environmentId] = externalEnvironment(this.#pool?.address ?? "");
  }
}

/** Names of steps have no slashes. */
function stepOf(topic: string): string {
  return topic.replaceAll("/", " ");
}

function serialized({ data, attributes, publishMillis }: WaitingMessage): Uint8Array {
  return encodeMessage({ data, attributes, orderingKey: "", messageId: "", publishTime: publishMillis });
}

function eventMillis({ attributes, publishMillis }: WaitingMessage, timestampAttribute: string): number {
  const given = attributes[timestampAttribute];
  if (given === undefined) return publishMillis;
  return /^\d+$/.test(given) ? Number(given) : Date.parse(given);
}
