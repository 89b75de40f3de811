import type { Timer } from "../values/timer.ts";
import type { Window } from "../values/window.ts";
import { boolCoder } from "./bool-coder.ts";
import type { Coder } from "./coder.ts";
import { encodedStructure } from "./encode-bytes.ts";
import { readPane, writePane } from "./pane-wire.ts";
import { stringUtf8Coder } from "./string-utf8-coder.ts";
import { readTimestamp, writeTimestamp } from "./timestamp-wire.ts";
import { readWindows, writeWindows } from "./windows-wire.ts";

/**
 * A timer's key, tag and windows, a byte that is 1 where it is cleared; where it is not, when it fires, what it holds
 * and its pane (`beam:coder:timer:v1`).
 */
export function timerCoder<K, W extends Window>(key: Coder<K>, window: Coder<W>): Coder<Timer<K>> {
  const coder: Coder<Timer<K>> = {
    kind: "timer",
    components: [key, window],
    isDeterministic: key.isDeterministic && window.isDeterministic,
    encode(timer, writer) {
      key.encode(timer.key, writer, true);
      stringUtf8Coder.encode(timer.tag, writer, true);
      writeWindows(timer.windows as readonly W[], window, writer); // the window's coder refuses other kinds
      boolCoder.encode(timer.isCleared, writer, true);
      if (timer.isCleared) return;
      writeTimestamp(timer.fireTimestamp, writer);
      writeTimestamp(timer.holdTimestamp, writer);
      writePane(timer.pane, writer);
    },
    decode(reader) {
      const name = {
        key: key.decode(reader, true),
        tag: stringUtf8Coder.decode(reader, true),
        windows: readWindows(window, reader),
      };
      if (boolCoder.decode(reader, true)) return { ...name, isCleared: true };
      const fireTimestamp = readTimestamp(reader);
      const holdTimestamp = readTimestamp(reader);
      return { ...name, isCleared: false, fireTimestamp, holdTimestamp, pane: readPane(reader) };
    },
    structuralValue: (timer) => encodedStructure(coder, timer),
  };
  return Object.freeze(coder);
}
