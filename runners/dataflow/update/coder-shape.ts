import { createHash } from "node:crypto";
import { fromBinary } from "@bufbuild/protobuf";
import type { Components } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { SchemaSchema, type Schema } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/schema_pb.ts";
import { hintOf } from "../../../sdk/fn/function-table.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { componentOf, InvalidPipelineError } from "../../../sdk/translate/invalid-pipeline-error.ts";
import { purlinUrns } from "../../../sdk/translate/purlin-urns.ts";
import { fieldsOf, rowText, type FieldShape } from "./row-shape.ts";

/** A coder by what it does, whatever its id. */
export interface CoderShape {
  /** Equal texts are equal coders: `"kv(string_utf8, value)"`. */
  readonly text: string;
  readonly urn: string;
  readonly components: readonly CoderShape[];
  /** Of rows. */
  readonly fields?: readonly FieldShape[];
}

/** The coders of a pipeline by their shapes. */
export class CoderShapes {
  readonly #components: Components;
  readonly #shapes = new Map<string, CoderShape>();
  readonly #reading = new Set<string>();

  constructor(components: Components) {
    this.#components = components;
  }

  /**
   * Returns the shape of the coder of that id.
   *
   * @throws InvalidPipelineError when it, or a component of it, is missing or part of itself
   */
  of(id: string): CoderShape {
    let shape = this.#shapes.get(id);
    if (shape === undefined) {
      if (this.#reading.has(id)) throw new InvalidPipelineError(`The coder "${id}" is a component of itself.`);
      this.#reading.add(id);
      shape = this.#read(id);
      this.#reading.delete(id);
      this.#shapes.set(id, shape);
    }
    return shape;
  }

  #read(id: string): CoderShape {
    const { spec, componentCoderIds } = componentOf(this.#components.coders, id, "coder");
    const { urn, payload } = spec ?? { urn: "", payload: new Uint8Array() };
    if (urn === urns.coders.row) {
      const schema = schemaIn(id, payload);
      return { text: rowText(schema), urn, components: [], fields: fieldsOf(schema) };
    }
    const components = componentCoderIds.map((component) => this.of(component));
    const list = components.length === 0 ? "" : `(${components.map(({ text }) => text).join(", ")})`;
    return { text: `${shortUrn(urn)}${payloadText(urn, payload)}${list}`, urn, components };
  }
}

/**
 * Says whether whatever one coder has written can be read by another that writes more: rows to which nullable fields
 * were added at the end, or whose fields have become nullable.
 */
export function readsWhatWasWritten(old: CoderShape, now: CoderShape): boolean {
  if (old.text === now.text) return true;
  if (old.fields !== undefined && now.fields !== undefined) return extendsRows(old.fields, now.fields);
  return (
    old.components.length > 0 &&
    old.urn === now.urn &&
    old.components.length === now.components.length &&
    withoutComponents(old) === withoutComponents(now) &&
    old.components.every((part, at) => {
      const other = now.components[at];
      return other !== undefined && readsWhatWasWritten(part, other);
    })
  );
}

function extendsRows(old: readonly FieldShape[], now: readonly FieldShape[]): boolean {
  if (now.length < old.length) return false;
  return now.every((field, at) => {
    const before = old[at];
    if (before === undefined) return field.isNullable && field.position >= old.length;
    const isSame = before.name === field.name && before.type === field.type && before.position === field.position;
    return isSame && (field.isNullable || !before.isNullable);
  });
}

function withoutComponents({ text }: CoderShape): string {
  return text.slice(0, text.indexOf("("));
}

/** Returns a URN without what all of its kind share: `"kv"` for `"beam:coder:kv:v1"`. */
export function shortUrn(urn: string): string {
  return urn === "" ? "nothing" : urn.replace(/^(beam|purlin):(\w+:)?/, "").replace(/:v1$/, "");
}

function payloadText(urn: string, payload: Uint8Array): string {
  if (payload.length === 0) return "";
  return `[${urn === purlinUrns.customCoder ? functionName(payload) : shortly(payload)}]`;
}

/** Returns the name of a function of the program, without the number that other functions of the program move. */
export function functionName(payload: Uint8Array): string {
  return hintOf(new TextDecoder().decode(payload));
}

const readable = /^[\x20-\x7e]{1,40}$/;

/** Shows bytes: as the text that they are, or by the begin of their hash. */
export function shortly(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("latin1");
  return readable.test(text) ? text : createHash("sha256").update(bytes).digest("hex").slice(0, 12);
}

function schemaIn(id: string, payload: Uint8Array): Schema {
  try {
    return fromBinary(SchemaSchema, payload);
  } catch (cause) {
    throw new InvalidPipelineError(`The schema of the coder "${id}" can't be read.`, {}, cause);
  }
}
