import type { Coder } from "../coders/coder.ts";
import type { FunctionTable } from "../fn/function-table.ts";
import type { Coder as CoderProto } from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { CoderContext, CoderEntry } from "./coders/coder-entry.ts";
import { OpaqueCoder } from "./coders/opaque-coder.ts";
import { customCoders, ownCoders } from "./coders/own-coders.ts";
import { rowCoders } from "./coders/row-coders.ts";
import { standardCoders } from "./coders/standard-coders.ts";
import { componentOf, InvalidPipelineError } from "./invalid-pipeline-error.ts";

const entries: readonly CoderEntry[] = [...standardCoders, rowCoders, ...ownCoders, customCoders];
const byUrn: ReadonlyMap<string, CoderEntry> = new Map(entries.map((entry) => [entry.urn, entry]));
const byKind: ReadonlyMap<string, CoderEntry> = new Map(entries.map((entry) => [entry.kind, entry]));

/** The URNs of the standard coders that this SDK reads and writes. */
export const standardCoderUrns: readonly string[] = [...standardCoders, rowCoders].map(({ urn }) => urn);

/** The coders of a pipeline or of a bundle, by id. */
export type CoderProtos = Readonly<Record<string, CoderProto>>;

/** Makes coders out of their protos, each once. */
export class CoderReader {
  readonly #protos: CoderProtos;
  readonly #context: CoderContext;
  readonly #coders = new Map<string, Coder<unknown>>();
  readonly #reading = new Set<string>();

  constructor(protos: CoderProtos, context: CoderContext = {}) {
    this.#protos = protos;
    this.#context = context;
  }

  /**
   * Returns the coder of that id; an {@link OpaqueCoder} where this SDK doesn't know it.
   *
   * @throws InvalidPipelineError when it, or a component of it, is missing, part of itself or not what its URN says
   */
  coder(id: string): Coder<unknown> {
    let coder = this.#coders.get(id);
    if (coder === undefined) {
      if (this.#reading.has(id)) throw new InvalidPipelineError(`The coder "${id}" is a component of itself.`);
      this.#reading.add(id);
      coder = this.#read(id, componentOf(this.#protos, id, "coder"));
      this.#reading.delete(id);
      this.#coders.set(id, coder);
    }
    return coder;
  }

  #read(id: string, { spec, componentCoderIds }: CoderProto): Coder<unknown> {
    const { urn, payload } = spec ?? { urn: "", payload: new Uint8Array() };
    const components = componentCoderIds.map((component) => this.coder(component));
    const entry = byUrn.get(urn);
    if (entry === undefined) return new OpaqueCoder(urn, payload, components);
    if (entry.arity !== components.length) {
      throw new InvalidPipelineError(`The coder "${id}" has ${String(components.length)} components.`, {
        coder: urn,
        "should have": String(entry.arity),
      });
    }
    try {
      return entry.read({ ...this.#context, components, payload }) ?? new OpaqueCoder(urn, payload, components);
    } catch (cause) {
      if (cause instanceof InvalidPipelineError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new InvalidPipelineError(`The coder "${id}" can't be made: ${reason}`, { coder: urn }, cause);
    }
  }
}

/** Returns the coder of that id: see {@link CoderReader}, which reads many. */
export function coderFromProto(protos: CoderProtos, id: string, functions?: FunctionTable): Coder<unknown> {
  return new CoderReader(protos, { functions }).coder(id);
}

/** How a coder stands in a proto. */
export interface CoderSpec {
  readonly urn: string;
  readonly payload: Uint8Array;
  readonly components: readonly Coder<unknown>[];
}

/** Returns how a coder stands in a proto. A coder of a kind that this SDK has not made is one of the program's own. */
export function coderSpec(coder: Coder<unknown>, functions: FunctionTable): CoderSpec {
  if (coder instanceof OpaqueCoder) return coder;
  const entry = byKind.get(coder.kind) ?? customCoders;
  // The function table holds a coder of the program's own as a whole, with what it is made of.
  const components = entry === customCoders ? [] : coder.components;
  return { urn: entry.urn, payload: entry.payloadOf?.(coder, functions) ?? new Uint8Array(), components };
}
