import { timestampFromBigInt, timestampToBigInt } from "../values/timestamp.ts";
import { IntervalWindow, type Window } from "../values/window.ts";
import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";
import { encodedStructure } from "./encode-bytes.ts";
import { readMillis, writeMillis, writeTimestamp } from "./timestamp-wire.ts";

/** A window read from the wire, of which a bound is beyond what a number holds: it keeps the exact ones. */
class ExactIntervalWindow extends IntervalWindow {
  readonly endMillis: bigint;
  readonly spanMillis: bigint;

  constructor(endMillis: bigint, spanMillis: bigint) {
    super(timestampFromBigInt(endMillis - spanMillis), timestampFromBigInt(endMillis));
    this.endMillis = endMillis;
    this.spanMillis = spanMillis;
  }
}

/** An interval's end as an instant, then its span in milliseconds as a varint (`beam:coder:interval_window:v1`). */
export const intervalWindowCoder: Coder<IntervalWindow> = Object.freeze<Coder<IntervalWindow>>({
  kind: "interval_window",
  components: [],
  isDeterministic: true,
  encode(window, writer) {
    if (!(window instanceof IntervalWindow)) {
      throw new CoderError({ summary: `The interval window coder takes an IntervalWindow; got ${String(window)}.` });
    }
    const { start, end } = window;
    // Two safe integers may lie further apart than a number says exactly.
    if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && Number.isSafeInteger(end - start)) {
      writeTimestamp(end, writer);
      writer.writeVarint(end - start);
    } else {
      const [endMillis, spanMillis] = exactBounds(window);
      writeMillis(endMillis, writer);
      writer.writeVarint64(spanMillis);
    }
  },
  decode(reader) {
    const end = readMillis(reader);
    const span = reader.readVarint64();
    const [first, last] = [timestampFromBigInt(end - span), timestampFromBigInt(end)];
    const isExact = timestampToBigInt(first) === end - span && timestampToBigInt(last) === end;
    return isExact ? new IntervalWindow(first, last) : new ExactIntervalWindow(end, span);
  },
  structuralValue(window) {
    return encodedStructure(intervalWindowCoder, window);
  },
});

function exactBounds(window: IntervalWindow): [end: bigint, span: bigint] {
  if (window instanceof ExactIntervalWindow) return [window.endMillis, window.spanMillis];
  const end = timestampToBigInt(window.end);
  return [end, end - timestampToBigInt(window.start)];
}

/** Returns the exact milliseconds of a window's last instant. */
export function exactMaxTimestamp(window: Window): bigint {
  if (window instanceof IntervalWindow) return exactBounds(window)[0] - 1n;
  return timestampToBigInt(window.maxTimestamp);
}
