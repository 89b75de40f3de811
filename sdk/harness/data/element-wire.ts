import { bytesCoder } from "../../coders/bytes-coder.ts";
import type { Coder } from "../../coders/coder.ts";
import { decodeBytes } from "../../coders/encode-bytes.ts";
import type { ParamWindowedValueCoder } from "../../coders/param-windowed-value-coder.ts";
import { windowedValueCoder } from "../../coders/windowed-value-coder.ts";
import type { ElementMetadata } from "../../exec/registers.ts";
import type { Window } from "../../values/window.ts";

/** How the elements of one port stand on the data stream. */
export interface ElementWire {
  readonly value: Coder<unknown>;
  readonly window: Coder<Window>;
  /** The metadata of all elements, where none is written. */
  readonly constant: ElementMetadata | undefined;
}

/**
 * Takes the coder of a port apart into what goes before each element, and the element.
 *
 * @throws Error when it is no coder of windowed values
 */
export function elementWire(coder: Coder<unknown>): ElementWire {
  const [value, window] = coder.components;
  if (value === undefined || window === undefined || !/^(param_)?windowed_value$/.test(coder.kind)) {
    throw new Error(`A port of the runner has a coder of kind ${coder.kind}, where one of windowed values is needed.`);
  }
  const windows = window as Coder<Window>; // the model's order of the components
  const isConstant = coder.kind === "param_windowed_value";
  return { value, window: windows, constant: isConstant ? constantOf(coder, windows) : undefined };
}

function constantOf(coder: Coder<unknown>, window: Coder<Window>): ElementMetadata {
  // Its kind says that it is one.
  const { payload } = coder as ParamWindowedValueCoder<unknown>;
  const { timestamp, windows, pane } = decodeBytes(windowedValueCoder(bytesCoder, window), payload);
  return { timestamp, windows, pane };
}
