import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { DurationSchema, TimestampSchema, type Duration, type Timestamp } from "@bufbuild/protobuf/wkt";
import type { FunctionTable } from "../../fn/function-table.ts";
import {
  FixedWindowsPayloadSchema,
  SessionWindowsPayloadSchema,
  SlidingWindowsPayloadSchema,
} from "../../model/gen/org/apache/beam/model/pipeline/v1/standard_window_fns_pb.ts";
import { urns } from "../../model/urns.ts";
import { CalendarWindows, type CalendarSpec } from "../../windowing/calendar-windows.ts";
import { FixedWindows } from "../../windowing/fixed-windows.ts";
import { globalWindows } from "../../windowing/global-windows.ts";
import { Sessions } from "../../windowing/sessions.ts";
import { SlidingWindows } from "../../windowing/sliding-windows.ts";
import type { WindowFn } from "../../windowing/window-fn.ts";
import { purlinUrns } from "../purlin-urns.ts";

/** How WindowFns of one kind stand in a proto. */
export interface WindowFnEntry {
  readonly kind: string;
  readonly urn: string;
  /** Makes the WindowFn; undefined where it can't be made exactly as it is meant. */
  readonly read: (payload: Uint8Array, functions: FunctionTable | undefined) => WindowFn | undefined;
  readonly payloadOf: (windowFn: WindowFn, functions: FunctionTable) => Uint8Array;
}

const globalWindowsEntry: WindowFnEntry = {
  kind: "global_windows",
  urn: urns.windowFns.globalWindows,
  read: globalWindows,
  payloadOf: () => new Uint8Array(),
};

const fixedWindowsEntry: WindowFnEntry = {
  kind: "fixed_windows",
  urn: urns.windowFns.fixedWindows,
  read(payload) {
    const { size, offset } = fromBinary(FixedWindowsPayloadSchema, payload);
    const [sizeMillis, offsetMillis] = [millisOf(size), millisOf(offset)];
    if (sizeMillis === undefined || offsetMillis === undefined) return undefined;
    return new FixedWindows(sizeMillis, offsetMillis);
  },
  payloadOf(windowFn) {
    if (!(windowFn instanceof FixedWindows)) throw notMadeBy("fixedWindows", windowFn);
    const size = create(DurationSchema, secondsOf(windowFn.sizeMillis));
    const offset = create(TimestampSchema, secondsOf(windowFn.offsetMillis));
    return toBinary(FixedWindowsPayloadSchema, create(FixedWindowsPayloadSchema, { size, offset }));
  },
};

const slidingWindowsEntry: WindowFnEntry = {
  kind: "sliding_windows",
  urn: urns.windowFns.slidingWindows,
  read(payload) {
    const { size, period, offset } = fromBinary(SlidingWindowsPayloadSchema, payload);
    const [sizeMillis, periodMillis, offsetMillis] = [millisOf(size), millisOf(period), millisOf(offset)];
    if (sizeMillis === undefined || periodMillis === undefined || offsetMillis === undefined) return undefined;
    // In Beam, elements may fall between windows; here, none is without a window.
    return periodMillis > sizeMillis ? undefined : new SlidingWindows(sizeMillis, periodMillis, offsetMillis);
  },
  payloadOf(windowFn) {
    if (!(windowFn instanceof SlidingWindows)) throw notMadeBy("slidingWindows", windowFn);
    const size = create(DurationSchema, secondsOf(windowFn.sizeMillis));
    const period = create(DurationSchema, secondsOf(windowFn.periodMillis));
    const offset = create(TimestampSchema, secondsOf(windowFn.offsetMillis));
    return toBinary(SlidingWindowsPayloadSchema, create(SlidingWindowsPayloadSchema, { size, period, offset }));
  },
};

const sessionsEntry: WindowFnEntry = {
  kind: "session_windows",
  urn: urns.windowFns.sessionWindows,
  read(payload) {
    const gapMillis = millisOf(fromBinary(SessionWindowsPayloadSchema, payload).gapSize);
    return gapMillis === undefined ? undefined : new Sessions(gapMillis);
  },
  payloadOf(windowFn) {
    if (!(windowFn instanceof Sessions)) throw notMadeBy("sessions", windowFn);
    const gapSize = create(DurationSchema, secondsOf(windowFn.gapMillis));
    return toBinary(SessionWindowsPayloadSchema, create(SessionWindowsPayloadSchema, { gapSize }));
  },
};

/** Windows of the calendar, of which the model knows nothing: they travel as data, and only Purlin assigns them. */
const calendarWindowsEntry: WindowFnEntry = {
  kind: "calendar_windows",
  urn: purlinUrns.calendarWindows,
  // What is wrong with it is said by its constructor.
  read: (payload) => new CalendarWindows(JSON.parse(new TextDecoder().decode(payload)) as CalendarSpec),
  payloadOf(windowFn) {
    if (!(windowFn instanceof CalendarWindows)) throw notMadeBy("calendarDays or its like", windowFn);
    const { unit, count, timeZone, first } = windowFn.spec;
    const { year, month, day } = first;
    return new TextEncoder().encode(JSON.stringify({ unit, count, timeZone, first: { year, month, day } }));
  },
};

/** WindowFns of the program's own, whatever their kind says: the worker has them in its function table. */
export const customWindowFns: WindowFnEntry = {
  kind: "custom",
  urn: purlinUrns.windowFn,
  read: (payload, functions) => functions?.get("windowFn", new TextDecoder().decode(payload)),
  payloadOf: (windowFn, functions) =>
    new TextEncoder().encode(functions.intern("windowFn", windowFn, windowFn.toString())),
};

/** All WindowFns that have an entry of their own. */
export const windowFnEntries: readonly WindowFnEntry[] = [
  globalWindowsEntry,
  fixedWindowsEntry,
  slidingWindowsEntry,
  sessionsEntry,
  calendarWindowsEntry,
  customWindowFns,
];

function notMadeBy(maker: string, windowFn: WindowFn): TypeError {
  return new TypeError(`${windowFn.toString()} is not made by ${maker}.`);
}

type Seconds = Pick<Duration, "seconds" | "nanos">;

function secondsOf(millis: number): Seconds {
  const seconds = Math.floor(millis / 1_000);
  return { seconds: BigInt(seconds), nanos: (millis - seconds * 1_000) * 1_000_000 };
}

/** Returns a span in milliseconds; undefined where it is not a whole number of them that is exact in a number. */
function millisOf(span: Duration | Timestamp | undefined): number | undefined {
  const { seconds, nanos } = span ?? { seconds: 0n, nanos: 0 };
  const millis = Number(seconds) * 1_000 + nanos / 1_000_000;
  return Number.isSafeInteger(millis) ? millis : undefined;
}
