import type { Window } from "../values/window.ts";
import type { Coder } from "./coder.ts";
import { encodedStructure } from "./encode-bytes.ts";
import { exactMaxTimestamp } from "./interval-window-coder.ts";
import { readMillis, writeMillis } from "./timestamp-wire.ts";

/**
 * A window's last instant, then the window by its own coder (`beam:coder:custom_window:v1`): a runner that doesn't know
 * the window's coder can still tell when it ends.
 */
export function customWindowCoder<W extends Window>(window: Coder<W>): Coder<W> {
  const coder: Coder<W> = {
    kind: "custom_window",
    components: [window],
    isDeterministic: window.isDeterministic,
    encode(value, writer, isNested) {
      writeMillis(exactMaxTimestamp(value), writer);
      window.encode(value, writer, isNested);
    },
    decode(reader, isNested) {
      readMillis(reader); // the window knows it
      return window.decode(reader, isNested);
    },
    structuralValue: (value) => encodedStructure(coder, value),
  };
  return Object.freeze(coder);
}
