import type { Window } from "../values/window.ts";
import type { WindowedValue } from "../values/windowed-value.ts";
import type { Coder } from "./coder.ts";
import { encodedStructure } from "./encode-bytes.ts";
import { readPane, writePane } from "./pane-wire.ts";
import { readTimestamp, writeTimestamp } from "./timestamp-wire.ts";
import { readWindows, writeWindows } from "./windows-wire.ts";

/** An element's instant, windows and pane, then the element (`beam:coder:windowed_value:v1`). */
export function windowedValueCoder<T, W extends Window>(value: Coder<T>, window: Coder<W>): Coder<WindowedValue<T>> {
  const coder: Coder<WindowedValue<T>> = {
    kind: "windowed_value",
    components: [value, window],
    isDeterministic: value.isDeterministic && window.isDeterministic,
    encode(element, writer, isNested) {
      writeTimestamp(element.timestamp, writer);
      writeWindows(element.windows as readonly W[], window, writer); // the window's coder refuses other kinds
      writePane(element.pane, writer);
      value.encode(element.value, writer, isNested);
    },
    decode(reader, isNested) {
      const timestamp = readTimestamp(reader);
      const windows = readWindows(window, reader);
      const pane = readPane(reader);
      return { value: value.decode(reader, isNested), timestamp, windows, pane };
    },
    structuralValue: (element) => encodedStructure(coder, element),
  };
  return Object.freeze(coder);
}
