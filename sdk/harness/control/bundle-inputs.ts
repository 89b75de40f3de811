import type { ElementSource } from "../../exec/bundle-context.ts";
import type { Elements } from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import type { DataConnection } from "../data/data-connection.ts";
import { EncodedSource } from "../data/encoded-source.ts";
import type { InboundQueue } from "../data/inbound-queue.ts";
import type { DataSampler } from "../sampling/data-sampler.ts";
import type { Port, StagePlan } from "./stage-plan.ts";

/** Where the elements of one bundle come in: a queue for each source. */
export class BundleInputs {
  readonly #stage: StagePlan;
  readonly #queues: ReadonlyMap<string, InboundQueue>;

  constructor(instructionId: string, stage: StagePlan, connect: (address: string) => DataConnection) {
    this.#stage = stage;
    this.#queues = new Map(
      stage.sources.map(({ transformId, address }) => [
        transformId,
        connect(address).inbox(instructionId).queue(transformId),
      ]),
    );
    // A stage of several sources reads them one after the other; what it reads later must not stop the stream.
    const [only, ...others] = this.#queues.values();
    if (others.length === 0) only?.beginReading();
  }

  /** Takes elements that came with the bundle's request. */
  takeEmbedded(elements: Elements): void {
    for (const { transformId, data, isLast } of elements.data) this.#find(transformId).queue.push(data, isLast);
  }

  /** Returns a source of the bundle, to be read now. */
  source(transformId: string, sampler: DataSampler): ElementSource {
    const { queue, port } = this.#find(transformId);
    const { wire, name, collection } = port;
    const sample = sampler.sampling(collection);
    return new EncodedSource({ queue, wire, state: this.#stage.iterables, port: name, sample });
  }

  #find(transformId: string): { readonly queue: InboundQueue; readonly port: Port } {
    const port = this.#stage.sources.find((candidate) => candidate.transformId === transformId);
    const queue = this.#queues.get(transformId);
    if (port === undefined || queue === undefined) {
      throw new Error(`The bundle's descriptor has no source ${transformId}.`);
    }
    return { queue, port };
  }
}
