import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { DurationSchema, TimestampSchema, type Duration, type Timestamp } from "@bufbuild/protobuf/wkt";
import type { FunctionTable } from "../../fn/function-table.ts";
import { FixedWindowsPayloadSchema } from "../../model/gen/org/apache/beam/model/pipeline/v1/standard_window_fns_pb.ts";
import { urns } from "../../model/urns.ts";
import { FixedWindows } from "../../windowing/fixed-windows.ts";
import { globalWindows } from "../../windowing/global-windows.ts";
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
    if (!(windowFn instanceof FixedWindows)) throw new TypeError(`${windowFn.toString()} is not made by fixedWindows.`);
    const size = create(DurationSchema, secondsOf(windowFn.sizeMillis));
    const offset = create(TimestampSchema, secondsOf(windowFn.offsetMillis));
    return toBinary(FixedWindowsPayloadSchema, create(FixedWindowsPayloadSchema, { size, offset }));
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
export const windowFnEntries: readonly WindowFnEntry[] = [globalWindowsEntry, fixedWindowsEntry, customWindowFns];

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
