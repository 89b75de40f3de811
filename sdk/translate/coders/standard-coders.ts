import { boolCoder } from "../../coders/bool-coder.ts";
import { bytesCoder } from "../../coders/bytes-coder.ts";
import type { Coder } from "../../coders/coder.ts";
import { customWindowCoder } from "../../coders/custom-window-coder.ts";
import { doubleCoder } from "../../coders/double-coder.ts";
import { globalWindowCoder } from "../../coders/global-window-coder.ts";
import { intervalWindowCoder } from "../../coders/interval-window-coder.ts";
import { iterableCoder } from "../../coders/iterable-coder.ts";
import { kvCoder } from "../../coders/kv-coder.ts";
import { lengthPrefixCoder } from "../../coders/length-prefix-coder.ts";
import { nullableCoder } from "../../coders/nullable-coder.ts";
import { paramWindowedValueCoder, type ParamWindowedValueCoder } from "../../coders/param-windowed-value-coder.ts";
import { shardedKeyCoder } from "../../coders/sharded-key-coder.ts";
import { stateBackedIterableCoder } from "../../coders/state-backed-iterable-coder.ts";
import { stringUtf8Coder } from "../../coders/string-utf8-coder.ts";
import { timerCoder } from "../../coders/timer-coder.ts";
import { varint64Coder } from "../../coders/varint64-coder.ts";
import { varintCoder } from "../../coders/varint-coder.ts";
import { windowedValueCoder } from "../../coders/windowed-value-coder.ts";
import { urns } from "../../model/urns.ts";
import type { Window } from "../../values/window.ts";
import { component, type CoderEntry, type CoderParts } from "./coder-entry.ts";

/**
 * Which of the two varint coders reads the elements, the one of numbers or the one of bigints, can't be told from the
 * standard URN. Other SDKs and runners ignore the payload of a varint coder, so it carries the answer to our own worker.
 */
const BIGINT = new TextEncoder().encode("bigint");

/** The coders that all SDKs and runners agree on, but rows. */
export const standardCoders: readonly CoderEntry[] = [
  leaf("bytes", urns.coders.bytes, bytesCoder),
  leaf("bool", urns.coders.bool, boolCoder),
  leaf("string_utf8", urns.coders.stringUtf8, stringUtf8Coder),
  leaf("double", urns.coders.double, doubleCoder),
  leaf("global_window", urns.coders.globalWindow, globalWindowCoder),
  leaf("interval_window", urns.coders.intervalWindow, intervalWindowCoder),
  {
    kind: "varint",
    urn: urns.coders.varint,
    arity: 0,
    read: ({ payload }) => (Buffer.compare(payload, BIGINT) === 0 ? varint64Coder : varintCoder),
    payloadOf: (coder) => (coder === varint64Coder ? BIGINT : new Uint8Array()),
  },
  wrapper("iterable", urns.coders.iterable, iterableCoder),
  wrapper("length_prefix", urns.coders.lengthPrefix, lengthPrefixCoder),
  wrapper("nullable", urns.coders.nullable, nullableCoder),
  wrapper("sharded_key", urns.coders.shardedKey, shardedKeyCoder),
  {
    kind: "custom_window",
    urn: urns.coders.customWindow,
    arity: 1,
    read: (parts) => customWindowCoder(windowCoder(parts, 0)),
  },
  {
    kind: "state_backed_iterable",
    urn: urns.coders.stateBackedIterable,
    arity: 1,
    read: (parts) => parts.resolveIterable && stateBackedIterableCoder(component(parts, 0), parts.resolveIterable),
  },
  { kind: "kv", urn: urns.coders.kv, arity: 2, read: (parts) => kvCoder(component(parts, 0), component(parts, 1)) },
  {
    kind: "timer",
    urn: urns.coders.timer,
    arity: 2,
    read: (parts) => timerCoder(component(parts, 0), windowCoder(parts, 1)),
  },
  {
    kind: "windowed_value",
    urn: urns.coders.windowedValue,
    arity: 2,
    read: (parts) => windowedValueCoder(component(parts, 0), windowCoder(parts, 1)),
  },
  {
    kind: "param_windowed_value",
    urn: urns.coders.paramWindowedValue,
    arity: 2,
    read: (parts) => paramWindowedValueCoder(component(parts, 0), windowCoder(parts, 1), parts.payload),
    // Its kind says that it is one.
    payloadOf: (coder) => (coder as ParamWindowedValueCoder<unknown>).payload,
  },
];

function leaf(kind: string, urn: string, coder: Coder<unknown>): CoderEntry {
  return { kind, urn, arity: 0, read: () => coder };
}

function wrapper(kind: string, urn: string, make: (inner: Coder<unknown>) => Coder<unknown>): CoderEntry {
  return { kind, urn, arity: 1, read: (parts) => make(component(parts, 0)) };
}

// The model says which component is the windows'; a coder's type can't be seen from its proto.
function windowCoder(parts: CoderParts, index: number): Coder<Window> {
  return component(parts, index) as Coder<Window>;
}
