import type { Window } from "../values/window.ts";
import type { WindowedValue } from "../values/windowed-value.ts";
import { bytesCoder } from "./bytes-coder.ts";
import type { Coder } from "./coder.ts";
import { decodeBytes, encodedStructure } from "./encode-bytes.ts";
import { windowedValueCoder } from "./windowed-value-coder.ts";

/** A coder whose elements all have the same instant, windows and pane. */
export interface ParamWindowedValueCoder<T> extends Coder<WindowedValue<T>> {
  /** The instant, windows and pane: a windowed value whose value is no bytes. */
  readonly payload: Uint8Array;
}

/**
 * The element alone; its instant, windows and pane are constants (`beam:coder:param_windowed_value:v1`).
 *
 * @param payload - the constants: the encoding of a windowed value of no bytes
 */
export function paramWindowedValueCoder<T, W extends Window>(
  value: Coder<T>,
  window: Coder<W>,
  payload: Uint8Array,
): ParamWindowedValueCoder<T> {
  const { timestamp, windows, pane } = decodeBytes(windowedValueCoder(bytesCoder, window), payload);
  const coder: ParamWindowedValueCoder<T> = {
    kind: "param_windowed_value",
    components: [value, window],
    payload,
    isDeterministic: value.isDeterministic,
    encode(element, writer, isNested) {
      value.encode(element.value, writer, isNested);
    },
    decode: (reader, isNested) => ({ value: value.decode(reader, isNested), timestamp, windows, pane }),
    structuralValue: (element) => encodedStructure(coder, element),
  };
  return Object.freeze(coder);
}
