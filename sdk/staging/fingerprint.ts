// What must be the same wherever a program is evaluated: a pipeline without what may differ, such as the places of steps in
// a file, display data and environments. Function text is never a part of it, since bundling changes it.

import { createHash } from "node:crypto";
import { create, toBinary } from "@bufbuild/protobuf";
import {
  ComponentsSchema,
  WindowingStrategySchema,
  type Components,
  type PCollection,
  type Pipeline,
  type PTransform,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { payloadFacts } from "./payload-facts.ts";

/** A pipeline's shape: one line a fact, in the order in which the program states them. */
export interface Fingerprint {
  /** Of the lines: two pipelines with the same one are the same. */
  readonly sha256: string;
  readonly lines: readonly string[];
}

/** Returns the fingerprint of a pipeline that a program has built. */
export function fingerprintOf(pipeline: Pipeline): Fingerprint {
  const lines = new FactWriter(pipeline.components ?? create(ComponentsSchema)).write(pipeline.rootTransformIds);
  return { lines, sha256: createHash("sha256").update(lines.join("\n")).digest("hex") };
}

class FactWriter {
  readonly #components: Components;
  readonly #coders = new Map<string, string>();
  readonly #windowings = new Map<string, string>();

  constructor(components: Components) {
    this.#components = components;
  }

  write(rootIds: readonly string[]): string[] {
    const lines: string[] = [];
    const todo = [...rootIds].reverse();
    for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
      const transform = this.#components.transforms[id];
      if (transform === undefined) continue;
      lines.push(...this.#factsOf(transform).map((fact) => `${transform.uniqueName}: ${fact}`));
      todo.push(...transform.subtransforms.toReversed());
    }
    return lines;
  }

  #factsOf({ spec, subtransforms, inputs, outputs }: PTransform): string[] {
    const facts = [spec === undefined ? `${String(subtransforms.length)} parts` : spec.urn];
    if (spec !== undefined) facts.push(...payloadFacts(spec, (coderId) => this.#coder(coderId)));
    for (const [tag, id] of sorted(inputs)) facts.push(`input ${tag} is ${this.#collectionName(id)}`);
    for (const [tag, id] of sorted(outputs)) facts.push(`output ${tag} is ${this.#collection(id)}`);
    return facts;
  }

  #collectionName(id: string): string {
    return this.#components.pcollections[id]?.uniqueName ?? id;
  }

  #collection(id: string): string {
    const collection: PCollection | undefined = this.#components.pcollections[id];
    if (collection === undefined) return id;
    const { uniqueName, coderId, windowingStrategyId, isBounded } = collection;
    const windowing = this.#windowing(windowingStrategyId);
    return `${uniqueName}, coder ${this.#coder(coderId)}, windowing ${windowing}, boundedness ${String(isBounded)}`;
  }

  #coder(id: string): string {
    let text = this.#coders.get(id);
    if (text === undefined) {
      const coder = this.#components.coders[id];
      const payload = coder?.spec?.payload ?? new Uint8Array();
      const parts = (coder?.componentCoderIds ?? []).map((part) => this.#coder(part));
      text = `${coder?.spec?.urn ?? "none"}${payload.length === 0 ? "" : `[${shortly(payload)}]`}`;
      if (parts.length > 0) text += `(${parts.join(", ")})`;
      this.#coders.set(id, text);
    }
    return text;
  }

  #windowing(id: string): string {
    let text = this.#windowings.get(id);
    const strategy = this.#components.windowingStrategies[id];
    if (text === undefined && strategy !== undefined) {
      const { windowFn, windowCoderId } = strategy;
      const rest = { ...strategy, windowCoderId: "", environmentId: "" };
      const coder = this.#coder(windowCoderId);
      text = `${windowFn?.urn ?? "none"}[${shortly(toBinary(WindowingStrategySchema, rest))}] of ${coder}`;
      this.#windowings.set(id, text);
    }
    return text ?? id;
  }
}

function sorted(ids: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(ids).sort(([a], [b]) => (a < b ? -1 : 1));
}

const readable = /^[\x20-\x7e]{1,80}$/;

/** Shows bytes: as the text that they are, or by their hash. */
function shortly(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("latin1");
  return readable.test(text) ? text : createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
