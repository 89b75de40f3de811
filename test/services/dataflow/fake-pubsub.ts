import { create, fromBinary } from "@bufbuild/protobuf";
import { decodeMessage } from "../../../io/pubsub/message-codec.ts";
import type { PubSubMessage } from "../../../io/pubsub/index.ts";
import { externalEnvironment } from "../../../runners/portable/environments/external.ts";
import { startWorkerPool, type WorkerPool } from "../../../sdk/harness/worker-pool.ts";
import { bytesCoder, doFn, impulse, Pipeline } from "../../../sdk/index.ts";
import {
  FunctionSpecSchema,
  PCollectionSchema,
  PTransformSchema,
  PubSubReadPayloadSchema,
  PubSubWritePayloadSchema,
  type Components,
  type Pipeline as PipelineProto,
  type PTransform,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { FakeSubscription, type HowToRead } from "./fake-subscription.ts";

/** What there is in a fake Pub/Sub, by full names. */
export interface PubSubNames {
  readonly subscriptions: readonly string[];
  readonly topics: readonly string[];
}

const environmentId = "double-of-pubsub";

/**
 * Pub/Sub, as the service has it inside: reads and publishes what no engine here can, in an environment of its own, whose
 * functions run in this process.
 *
 *     before:  pubsub_read: subscription -> ...          ... -> pubsub_write: topic
 *
 *     after:   Impulse -> ParDo: the messages -> ...     ... -> ParDo: keeps what is published
 *
 * A read goes on, within one bundle, until it is told to end: when the job is drained, or its test has sent everything.
 */
export class FakePubSub {
  readonly #names: PubSubNames;
  readonly #subscriptions: ReadonlyMap<string, FakeSubscription>;
  readonly #published: ReadonlyMap<string, PubSubMessage[]>;
  /** How the job that reads a subscription wants it. */
  readonly #reads = new Map<string, HowToRead>();
  /** The steps that stand for reads and writes, by the names of what they read or write. */
  readonly #steps = new Map<string, PTransform>();
  #pool: WorkerPool | undefined;

  constructor(names: PubSubNames) {
    this.#names = names;
    this.#subscriptions = new Map(names.subscriptions.map((name) => [name, new FakeSubscription()]));
    this.#published = new Map(names.topics.map((name) => [name, []]));
  }

  /** Returns what was published to a topic, in no order. */
  published(topic: string): readonly PubSubMessage[] {
    return this.#published.get(topic) ?? [];
  }

  subscription(name: string): FakeSubscription {
    const found = this.#subscriptions.get(name);
    if (found === undefined) throw new Error(`There is no subscription ${name}.`);
    return found;
  }

  /** Ends all subscriptions: what a drain does to the input of a job. */
  drain(): void {
    for (const subscription of this.#subscriptions.values()) subscription.end();
  }

  async start(): Promise<void> {
    const p = Pipeline.create();
    const bytes = impulse(p).withCoder(bytesCoder);
    for (const name of this.#names.subscriptions) bytes.parDo(stepOf(name), this.#reader(name)).withCoder(bytesCoder);
    for (const [name, kept] of this.#published) bytes.parDo(stepOf(name), publisher(kept));
    const transforms = Object.values((await p.toProto()).components?.transforms ?? {});
    for (const name of [...this.#names.subscriptions, ...this.#names.topics]) {
      const step = transforms.find(({ uniqueName }) => uniqueName === stepOf(name));
      if (step !== undefined) this.#steps.set(name, step);
    }
    this.#pool = await startWorkerPool({ functions: p.functions });
  }

  async stop(): Promise<void> {
    this.drain();
    await this.#pool?.stop();
  }

  /** Takes the place of the reads and writes of a pipeline, which is changed. */
  takeOver({ components }: PipelineProto): void {
    if (components === undefined) return;
    for (const [id, transform] of Object.entries(components.transforms)) {
      const urn = transform.spec?.urn;
      const payload = transform.spec?.payload ?? new Uint8Array();
      if (urn === urns.composites.pubsubRead) {
        const read = fromBinary(PubSubReadPayloadSchema, payload);
        const name = read.subscription === "" ? read.topic : read.subscription;
        this.#reads.set(name, read);
        const [output = ""] = Object.values(transform.outputs);
        addImpulse(id, output, components);
        this.#graft(id, { step: name, input: `${id}-impulse`, output }, components);
      } else if (urn === urns.composites.pubsubWrite) {
        const { topic } = fromBinary(PubSubWritePayloadSchema, payload);
        const [input = ""] = Object.values(transform.inputs);
        addCollection(`${id}-published`, input, components);
        this.#graft(id, { step: topic, input, output: `${id}-published` }, components);
      }
    }
  }

  #reader(name: string) {
    return doFn<Uint8Array, Uint8Array>()({
      process: async (_, { emit, flush, signal }) => {
        const how = this.#reads.get(name);
        if (how === undefined) throw new Error(`Nobody has said how to read ${name}.`);
        for await (const { element, timestamp } of this.subscription(name).read(how, signal)) {
          emit(element, { timestamp });
          await flush();
        }
      },
    });
  }

  /** Puts a step of ours in the place of a transform, whose id and name it keeps. */
  #graft(
    id: string,
    { step, input, output }: { readonly step: string; readonly input: string; readonly output: string },
    { transforms, environments }: Components,
  ): void {
    const own = this.#steps.get(step);
    if (own?.spec === undefined) throw new Error(`There is neither a subscription nor a topic ${step}.`);
    const [inputName = ""] = Object.keys(own.inputs);
    const [outputName = ""] = Object.keys(own.outputs);
    transforms[id] = create(PTransformSchema, {
      uniqueName: transforms[id]?.uniqueName ?? id,
      spec: own.spec,
      inputs: { [inputName]: input },
      outputs: { [outputName]: output },
      environmentId,
    });
    environments[environmentId] = externalEnvironment(this.#pool?.address ?? "");
  }
}

function publisher(kept: PubSubMessage[]) {
  return doFn<Uint8Array, never>()({
    process(bytes) {
      kept.push(decodeMessage(bytes));
    },
  });
}

/** An impulse is of bytes, as messages are, so that it is a collection like those. */
function addImpulse(id: string, like: string, components: Components): void {
  addCollection(`${id}-impulse`, like, components);
  components.transforms[`${id}-impulse`] = create(PTransformSchema, {
    uniqueName: `${id}-impulse`,
    spec: create(FunctionSpecSchema, { urn: urns.primitives.impulse }),
    outputs: { out: `${id}-impulse` },
  });
}

function addCollection(id: string, like: string, { pcollections }: Components): void {
  const model = pcollections[like];
  if (model === undefined) throw new Error(`There is no collection ${like}.`);
  const { coderId, windowingStrategyId, isBounded } = model;
  pcollections[id] = create(PCollectionSchema, { uniqueName: id, coderId, windowingStrategyId, isBounded });
}

/** Names of steps have no slashes. */
function stepOf(name: string): string {
  return name.replaceAll("/", " ");
}
