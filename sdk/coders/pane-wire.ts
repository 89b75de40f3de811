// A pane is one byte, 0b00eettlf (f first, l last, t timing, e how many indices follow), and up to two varints.

import { NO_FIRING, type PaneInfo, type PaneTiming } from "../values/pane.ts";
import type { WireReader } from "./wire-reader.ts";
import type { WireWriter } from "./wire-writer.ts";

const TIMINGS: readonly PaneTiming[] = ["early", "on-time", "late", "unknown"];
const NO_FIRING_BYTE = 0x0f;
const ONE_INDEX = 1;
const TWO_INDICES = 2;

/** Appends a pane. As in Beam, the indices of one whose timing is unknown are not written. */
export function writePane(pane: PaneInfo, writer: WireWriter): void {
  if (pane === NO_FIRING) {
    writer.writeByte(NO_FIRING_BYTE);
    return;
  }
  const indices = indicesOf(pane);
  const flags = (pane.isFirst ? 1 : 0) | (pane.isLast ? 2 : 0) | (TIMINGS.indexOf(pane.timing) << 2);
  writer.writeByte(flags | (indices << 4));
  if (indices >= ONE_INDEX) writer.writeVarint(pane.index);
  if (indices === TWO_INDICES) writer.writeVarint(pane.onTimeIndex);
}

function indicesOf({ index, onTimeIndex, timing }: PaneInfo): number {
  if ((index === 0 && onTimeIndex === 0) || timing === "unknown") return 0;
  return index === onTimeIndex || timing === "early" ? ONE_INDEX : TWO_INDICES;
}

/** Reads a pane; the pane of elements that no grouping has fired is always the same object. */
export function readPane(reader: WireReader): PaneInfo {
  const byte = reader.readByte();
  if (byte === NO_FIRING_BYTE) return NO_FIRING;
  const indices = byte >> 4;
  if (indices > TWO_INDICES) throw reader.error(`A pane has no, one or two indices; got form ${String(indices)}.`);
  const timing = TIMINGS[(byte >> 2) & 3] as PaneTiming;
  const index = indices === 0 ? 0 : reader.readLength();
  const onTimeIndex = indices === TWO_INDICES ? reader.readLength() : timing === "early" ? -1 : index;
  return { isFirst: (byte & 1) !== 0, isLast: (byte & 2) !== 0, timing, index, onTimeIndex };
}
