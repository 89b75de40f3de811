// The coders that the vectors name, made by hand from URNs: this room may not depend on sdk/translate's table, which is
// tested elsewhere.

import { fromBinary } from "@bufbuild/protobuf";
import { boolCoder } from "../../sdk/coders/bool-coder.ts";
import { bytesCoder } from "../../sdk/coders/bytes-coder.ts";
import type { Coder } from "../../sdk/coders/coder.ts";
import { customWindowCoder } from "../../sdk/coders/custom-window-coder.ts";
import { doubleCoder } from "../../sdk/coders/double-coder.ts";
import { globalWindowCoder } from "../../sdk/coders/global-window-coder.ts";
import { intervalWindowCoder } from "../../sdk/coders/interval-window-coder.ts";
import { iterableCoder } from "../../sdk/coders/iterable-coder.ts";
import { kvCoder } from "../../sdk/coders/kv-coder.ts";
import { lengthPrefixCoder } from "../../sdk/coders/length-prefix-coder.ts";
import { nullableCoder } from "../../sdk/coders/nullable-coder.ts";
import { paramWindowedValueCoder } from "../../sdk/coders/param-windowed-value-coder.ts";
import { rowCoder } from "../../sdk/coders/row-coder.ts";
import { shardedKeyCoder } from "../../sdk/coders/sharded-key-coder.ts";
import { stateBackedIterableCoder } from "../../sdk/coders/state-backed-iterable-coder.ts";
import { stringUtf8Coder } from "../../sdk/coders/string-utf8-coder.ts";
import { timerCoder } from "../../sdk/coders/timer-coder.ts";
import { varint64Coder } from "../../sdk/coders/varint64-coder.ts";
import { windowedValueCoder } from "../../sdk/coders/windowed-value-coder.ts";
import { WireReader } from "../../sdk/coders/wire-reader.ts";
import { SchemaSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/schema_pb.ts";
import { schemaFromProto } from "../../sdk/translate/schema.ts";
import type { Window } from "../../sdk/values/window.ts";

/** A coder as a vector describes it. */
export interface CoderSpec {
  readonly urn: string;
  readonly payload?: string;
  readonly components?: readonly CoderSpec[];
  readonly non_deterministic?: boolean;
  /** What a runner keeps in state, by token. */
  readonly state?: Readonly<Record<string, string>>;
}

type Any = Coder<unknown>;
type Make = (components: readonly Any[], spec: CoderSpec) => Any;

function only(coder: Any): Make {
  return () => coder;
}

function of1(make: (inner: Any) => Any): Make {
  return (components) => make(component(components, 0));
}

function of2(make: (first: Any, second: Any) => Any): Make {
  return (components) => make(component(components, 0), component(components, 1));
}

function component(components: readonly Any[], index: number): Any {
  const found = components[index];
  if (found === undefined) throw new Error(`The vector names no component ${String(index)}.`);
  return found;
}

const makers: Readonly<Record<string, Make>> = {
  "beam:coder:bytes:v1": only(bytesCoder),
  "beam:coder:bool:v1": only(boolCoder),
  "beam:coder:string_utf8:v1": only(stringUtf8Coder),
  "beam:coder:varint:v1": only(varint64Coder),
  "beam:coder:double:v1": only(doubleCoder),
  "beam:coder:global_window:v1": only(globalWindowCoder),
  "beam:coder:interval_window:v1": only(intervalWindowCoder),
  "beam:coder:kv:v1": of2(kvCoder),
  "beam:coder:iterable:v1": of1(iterableCoder as (inner: Any) => Any),
  "beam:coder:nullable:v1": of1(nullableCoder),
  "beam:coder:length_prefix:v1": of1(lengthPrefixCoder),
  "beam:coder:sharded_key:v1": of1(shardedKeyCoder),
  "beam:coder:custom_window:v1": of1((inner) => customWindowCoder(inner as Coder<Window>)),
  "beam:coder:timer:v1": of2((key, window) => timerCoder(key, window as Coder<Window>)),
  "beam:coder:windowed_value:v1": of2((value, window) => windowedValueCoder(value, window as Coder<Window>)),
  "beam:coder:param_windowed_value:v1": (components, { payload = "" }) =>
    paramWindowedValueCoder(component(components, 0), component(components, 1) as Coder<Window>, bytesOf(payload)),
  "beam:coder:state_backed_iterable:v1": (components, { state = {} }) =>
    stateBackedIterableCoder(component(components, 0), (token, element) => {
      const kept = state[Buffer.from(token).toString("latin1")];
      if (kept === undefined) throw new Error("The vector has no state for the token that was read.");
      return () => elementsOf(bytesOf(kept), element);
    }) as Any,
  "beam:coder:row:v1": (_, { payload = "" }) => rowCoder(schemaFromProto(fromBinary(SchemaSchema, bytesOf(payload)))),
};

/** Every URN of a coder that the vectors may name. */
export const knownUrns: readonly string[] = Object.keys(makers);

/** Returns the coder that a vector describes. */
export function vectorCoder(spec: CoderSpec): Any {
  const make = makers[spec.urn];
  if (make === undefined) {
    throw new Error(
      `No coder is known for ${spec.urn}: the vectors may be those of a later release of Beam than this SDK was made for.`,
    );
  }
  return make((spec.components ?? []).map(vectorCoder), spec);
}

/** Returns the bytes of a string of code units 0 to 255, which is how the vectors write bytes. */
export function bytesOf(latin1: string): Uint8Array {
  return new Uint8Array(Buffer.from(latin1, "latin1"));
}

function elementsOf(bytes: Uint8Array, element: Any): unknown[] {
  const reader = new WireReader(bytes);
  const elements: unknown[] = [];
  while (!reader.isAtEnd) elements.push(element.decode(reader, true));
  return elements;
}
