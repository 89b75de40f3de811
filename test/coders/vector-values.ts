// What the values of the vectors, which are YAML, are in JavaScript. Integers arrive as bigints.

import type { FieldType } from "../../sdk/schema/field-type.ts";
import type { Schema } from "../../sdk/schema/schema.ts";
import { LOGICAL_URNS } from "../../sdk/schema/logical-urns.ts";
import type { RowCoder } from "../../sdk/coders/row-coder.ts";
import type { Coder } from "../../sdk/coders/coder.ts";
import type { PaneInfo, PaneTiming } from "../../sdk/values/pane.ts";
import { GLOBAL_WINDOW, IntervalWindow } from "../../sdk/values/window.ts";
import type { CoderSpec } from "./vector-coders.ts";

type Yaml = Readonly<Record<string, unknown>>;
type Parse = (value: unknown, spec: CoderSpec, coder: Coder<unknown>) => unknown;

const parsers: Readonly<Record<string, Parse>> = {
  "beam:coder:bytes:v1": (value) => utf8(value),
  "beam:coder:bool:v1": (value) => value,
  "beam:coder:string_utf8:v1": (value) => value,
  "beam:coder:varint:v1": (value) => value,
  "beam:coder:double:v1": (value) => Number(value),
  "beam:coder:global_window:v1": () => GLOBAL_WINDOW,
  "beam:coder:interval_window:v1": (value) => interval(value as Yaml),
  "beam:coder:kv:v1": (value, spec, coder) => [
    inner(spec, coder, 0, (value as Yaml).key),
    inner(spec, coder, 1, (value as Yaml).value),
  ],
  "beam:coder:iterable:v1": (value, spec, coder) => (value as unknown[]).map((item) => inner(spec, coder, 0, item)),
  "beam:coder:state_backed_iterable:v1": (value, spec, coder) =>
    (value as unknown[]).map((item) => inner(spec, coder, 0, item)),
  "beam:coder:nullable:v1": (value, spec, coder) => (value === null ? null : inner(spec, coder, 0, value)),
  "beam:coder:length_prefix:v1": (value, spec, coder) => inner(spec, coder, 0, value),
  "beam:coder:sharded_key:v1": (value, spec, coder) => ({
    shardId: utf8((value as Yaml).shardId),
    key: inner(spec, coder, 0, (value as Yaml).key),
  }),
  "beam:coder:custom_window:v1": (value, spec, coder) => inner(spec, coder, 0, (value as Yaml).window),
  "beam:coder:windowed_value:v1": windowedValue,
  "beam:coder:param_windowed_value:v1": windowedValue,
  "beam:coder:timer:v1": timer,
  "beam:coder:row:v1": (value, _, coder) => row(value as Yaml, (coder as RowCoder<object>).schema),
};

/** Returns the JavaScript value of a vector's YAML value. */
export function vectorValue(value: unknown, spec: CoderSpec, coder: Coder<unknown>): unknown {
  const parse = parsers[spec.urn];
  if (parse === undefined) throw new Error(`The values of ${spec.urn} in the vectors are not known to this test.`);
  return parse(value, spec, coder);
}

function inner(spec: CoderSpec, coder: Coder<unknown>, index: number, value: unknown): unknown {
  const [part, partCoder] = [spec.components?.[index], coder.components[index]];
  if (part === undefined || partCoder === undefined) throw new Error(`${spec.urn} has no component ${String(index)}.`);
  return vectorValue(value, part, partCoder);
}

function utf8(value: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(value as string, "utf8"));
}

function interval(value: Yaml): IntervalWindow {
  const [end, span] = [value.end as bigint, value.span as bigint];
  return new IntervalWindow(Number(end - span), Number(end));
}

function windowsOf(value: Yaml, spec: CoderSpec, coder: Coder<unknown>): unknown[] {
  return (value.windows as unknown[]).map((window) => inner(spec, coder, 1, window));
}

function paneOf(value: unknown): PaneInfo {
  const pane = value as Yaml;
  return {
    isFirst: pane.is_first as boolean,
    isLast: pane.is_last as boolean,
    timing: (pane.timing as string).toLowerCase().replace("_", "-") as PaneTiming,
    index: Number(pane.index),
    onTimeIndex: Number(pane.on_time_index),
  };
}

function windowedValue(value: unknown, spec: CoderSpec, coder: Coder<unknown>): unknown {
  const parts = value as Yaml;
  return {
    value: inner(spec, coder, 0, parts.value),
    timestamp: Number(parts.timestamp),
    windows: windowsOf(parts, spec, coder),
    pane: paneOf(parts.pane),
  };
}

function timer(value: unknown, spec: CoderSpec, coder: Coder<unknown>): unknown {
  const parts = value as Yaml;
  const name = {
    key: inner(spec, coder, 0, parts.userKey),
    tag: parts.dynamicTimerTag,
    windows: windowsOf(parts, spec, coder),
    isCleared: parts.clearBit,
  };
  if (parts.clearBit === true) return name;
  const [fireTimestamp, holdTimestamp] = [Number(parts.fireTimestamp), Number(parts.holdTimestamp)];
  return { ...name, fireTimestamp, holdTimestamp, pane: paneOf(parts.pane) };
}

function row(value: Yaml, schema: Schema<object>): Record<string, unknown> {
  const names = new Set(schema.fields.map((field) => field.name));
  const stranger = Object.keys(value).find((name) => !names.has(name));
  if (stranger !== undefined) throw new Error(`The vector's value has a field "${stranger}", its schema has none.`);
  return Object.fromEntries(schema.fields.map(({ name, type }) => [name, field(value[name], type)]));
}

function field(value: unknown, type: FieldType): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case "string":
    case "boolean":
      return value;
    case "bytes":
      return utf8(value);
    case "float":
      return Math.fround(Number(value));
    case "array":
    case "iterable":
      return (value as unknown[]).map((item) => field(item, type.element));
    case "map":
      return new Map(
        Object.entries(value as Yaml).map(([key, item]) => [field(key, type.key), field(item, type.value)]),
      );
    case "row":
      return row(value as Yaml, type.schema);
    case "logical":
      return logical(value, type);
    default:
      return Number(value);
  }
}

/** The vectors give the representation of a logical type's value, but decimals as text. */
function logical(value: unknown, type: FieldType & { readonly kind: "logical" }): unknown {
  if (type.urn === LOGICAL_URNS.decimal) return value;
  const { seconds, micros, subseconds } = value as Record<string, bigint>;
  if (type.urn === LOGICAL_URNS.microsInstant) return (seconds as bigint) * 1_000_000n + (micros as bigint);
  if (type.urn === LOGICAL_URNS.timestamp) {
    return (
      (seconds as bigint) * 10n ** BigInt(type.argument?.kind === "int32" ? (type.argument.value as number) : 0) +
      (subseconds as bigint)
    );
  }
  return field(value, type.representation);
}
