import { create } from "@bufbuild/protobuf";
import type { ElementSink } from "../../exec/bundle-context.ts";
import {
  Elements_DataSchema,
  ElementsSchema,
  type Elements,
  type Elements_Data,
} from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import type { DataConnection } from "../data/data-connection.ts";
import type { SinkPort } from "./stage-plan.ts";

/** Output up to this size goes into the response itself, where the runner takes it. */
const maxEmbeddedBytes = 64 * 1024;

/** What leaves one bundle: what its sinks have written, sent when it is much, when it is old, and at the end. */
export class BundleOutputs {
  readonly #instructionId: string;
  readonly #sinks: readonly SinkPort[];
  readonly #connect: (address: string) => DataConnection;
  #wasSent = false;

  constructor(instructionId: string, sinks: readonly SinkPort[], connect: (address: string) => DataConnection) {
    this.#instructionId = instructionId;
    this.#sinks = sinks;
    this.#connect = connect;
    for (const { sink, address, transformId } of sinks) {
      const connection = connect(address);
      sink.begin((bytes) => {
        this.#wasSent = true;
        return connection.send({ data: [{ instructionId, transformId, data: bytes }] });
      });
    }
  }

  /** Returns a sink of the bundle. */
  sink(transformId: string): ElementSink {
    const port = this.#sinks.find((candidate) => candidate.transformId === transformId);
    if (port === undefined) throw new Error(`The bundle's descriptor has no sink ${transformId}.`);
    return port.sink;
  }

  /** Sends what was written up to now. That it can't be sent is found by the next write, or at the end. */
  flushUnlessFailed(): void {
    try {
      for (const { sink } of this.#sinks) void sink.flush();
    } catch {
      // The stream has ended: all else that is sent throws the same.
    }
  }

  /**
   * Ends all outputs.
   *
   * @param canEmbed - whether the runner takes elements in the response
   * @returns what goes into the response, where it does
   */
  async finish(canEmbed: boolean): Promise<Elements | undefined> {
    const rest = this.#sinks.map(({ sink, transformId, address }) => ({
      address,
      data: create(Elements_DataSchema, {
        instructionId: this.#instructionId,
        transformId,
        data: sink.take(),
        isLast: true,
      }),
    }));
    const sizeBytes = rest.reduce((sum, { data }) => sum + data.data.length, 0);
    // Java's runners have nothing that takes elements of a bundle without outputs, not even none.
    if (rest.length > 0 && canEmbed && !this.#wasSent && sizeBytes <= maxEmbeddedBytes) {
      return create(ElementsSchema, { data: rest.map(({ data }) => data) });
    }
    const byAddress = new Map<string, Elements_Data[]>();
    for (const { address, data } of rest) byAddress.set(address, [...(byAddress.get(address) ?? []), data]);
    for (const [address, data] of byAddress) await this.#connect(address).send({ data });
    return undefined;
  }
}
