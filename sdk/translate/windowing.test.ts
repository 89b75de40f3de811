import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { customCoder } from "../coders/custom-coder.ts";
import { intervalWindowCoder } from "../coders/interval-window-coder.ts";
import { FunctionTable } from "../fn/function-table.ts";
import {
  ComponentsSchema,
  FunctionSpecSchema,
  MergeStatus_Enum,
  WindowingStrategySchema,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";
import { MAX_TIMESTAMP } from "../values/timestamp.ts";
import { GLOBAL_WINDOW } from "../values/window.ts";
import { FixedWindows } from "../windowing/fixed-windows.ts";
import { calendarMonths } from "../windowing/calendar-units.ts";
import { globalWindows } from "../windowing/global-windows.ts";
import { Sessions } from "../windowing/sessions.ts";
import { SlidingWindows } from "../windowing/sliding-windows.ts";
import type { TimestampTransform, Trigger } from "../windowing/trigger.ts";
import type { WindowFn } from "../windowing/window-fn.ts";
import { DEFAULT_WINDOWING, type WindowingStrategy } from "../windowing/windowing-strategy.ts";
import { ComponentWriter } from "./component-writer.ts";
import { defaultEnvironment } from "./environment.ts";
import { windowFnFromProto, windowFnToProto, windowingFromProto } from "./windowing.ts";
import { OpaqueWindowFn } from "./windowing/opaque-window-fn.ts";

const ownWindows: WindowFn = {
  kind: "custom",
  windowCoder: intervalWindowCoder,
  isMerging: true,
  assignWindows: () => [],
  isCompatible: () => false,
  toString: () => "ownWindows()",
};

const lettersCoder = { encode: () => new Uint8Array(), decode: () => GLOBAL_WINDOW };

const millis = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

const transform: fc.Arbitrary<TimestampTransform> = fc.oneof(
  fc.record({ kind: fc.constant("delay" as const), delayMillis: millis }),
  fc.record({ kind: fc.constant("alignTo" as const), periodMillis: millis, offsetMillis: millis }),
);

const { trigger } = fc.letrec<{ trigger: Trigger }>((tie) => ({
  trigger: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ kind: fc.constantFrom("default", "always", "never", "afterSynchronizedProcessingTime") }),
    fc.record({ kind: fc.constant("elementCount" as const), count: fc.integer({ min: 1, max: 2 ** 31 - 1 }) }),
    fc.record({ kind: fc.constant("afterProcessingTime" as const), transforms: fc.array(transform, { maxLength: 3 }) }),
    fc.record({
      kind: fc.constantFrom("afterAll", "afterAny", "afterEach"),
      triggers: fc.array(tie("trigger"), { maxLength: 3 }),
    }),
    fc.record(
      { kind: fc.constant("afterEndOfWindow" as const), early: tie("trigger"), late: tie("trigger") },
      { requiredKeys: ["kind"] },
    ),
    fc.record({ kind: fc.constant("orFinally" as const), main: tie("trigger"), finally: tie("trigger") }),
    fc.record({ kind: fc.constant("repeat" as const), trigger: tie("trigger") }),
  ),
}));

const strategy: fc.Arbitrary<WindowingStrategy> = fc.record({
  windowFn: fc.oneof(
    fc.constantFrom<WindowFn>(globalWindows(), ownWindows),
    fc
      .tuple(fc.integer({ min: 1, max: 2 ** 45 }), fc.integer({ min: 0, max: 2 ** 45 }))
      .map(([size, offset]) => new FixedWindows(size, offset)),
    fc
      .tuple(fc.integer({ min: 1, max: 2 ** 45 }), fc.integer({ min: 1, max: 2 ** 45 }), fc.integer({ max: 2 ** 45 }))
      .map(([a, b, offset]) => new SlidingWindows(Math.max(a, b), Math.min(a, b), offset)),
    fc.integer({ min: 1, max: 2 ** 45 }).map((gap) => new Sessions(gap)),
    fc
      .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 28 }), fc.constantFrom("UTC", "Asia/Tokyo"))
      .map(([count, startDay, timeZone]) => calendarMonths(count, { startDay, timeZone })),
  ),
  trigger,
  accumulationMode: fc.constantFrom("discarding", "accumulating", "retracting"),
  timestampCombiner: fc.constantFrom("endOfWindow", "latest", "earliest"),
  allowedLatenessMillis: fc.oneof(millis, fc.constant(MAX_TIMESTAMP)),
  closingBehavior: fc.constantFrom("emitAlways", "emitIfNonEmpty"),
  onTimeBehavior: fc.constantFrom("fireAlways", "fireIfNonEmpty"),
  mergeStatus: fc.constantFrom("nonMerging", "needsMerge", "alreadyMerged"),
  assignsToOneWindow: fc.boolean(),
});

function listed(...strategies: WindowingStrategy[]) {
  const functions = new FunctionTable();
  const writer = new ComponentWriter(create(ComponentsSchema), functions, defaultEnvironment());
  const ids = strategies.map((each) => writer.windowingId(each));
  return { ids, functions, protos: { coders: writer.coders, windowingStrategies: writer.windowingStrategies } };
}

describe("a windowing strategy", () => {
  it("comes back from its proto as it was", () => {
    fc.assert(
      fc.property(strategy, (original) => {
        const { ids, functions, protos } = listed(original);
        const read = windowingFromProto(protos, ids[0]!, functions);
        expect({ ...read, windowFn: undefined }).toEqual({ ...original, windowFn: undefined });
        expect(read.windowFn.toString()).toBe(original.windowFn.toString());
        expect(read.windowFn.isMerging).toBe(original.windowFn.isMerging);
      }),
    );
  });

  it("is listed once for all that are equal, and apart from all that are not", () => {
    fc.assert(
      fc.property(strategy, strategy, (first, second) => {
        const [a, copyOfA, b] = listed(first, structurallyCopied(first), second).ids;
        expect(copyOfA).toBe(a);
        expect(b === a).toBe(text(first) === text(second));
      }),
    );
  });

  it.each([
    ["that lies beyond 2^53", MAX_TIMESTAMP, 9223372036854775n],
    ["of a millisecond", 1, 1n],
  ])("writes a lateness exactly: one %s", (_, allowedLatenessMillis, expected) => {
    const { ids, protos } = listed({ ...DEFAULT_WINDOWING, allowedLatenessMillis });
    expect(protos.windowingStrategies[ids[0]!]?.allowedLateness).toBe(expected);
  });

  it("takes what the model takes where nothing is said", () => {
    const { protos } = listed(DEFAULT_WINDOWING);
    const bare = create(WindowingStrategySchema, {
      windowFn: { urn: urns.windowFns.globalWindows },
      windowCoderId: "global_window",
      assignsToOneWindow: true,
    });
    expect(windowingFromProto({ ...protos, windowingStrategies: { bare } }, "bare")).toEqual(DEFAULT_WINDOWING);
  });

  it.each([
    { name: "as they are, where runners know them", windowFn: ownWindows, urn: urns.coders.intervalWindow },
    {
      name: "with their end, where runners don't",
      windowFn: { ...ownWindows, windowCoder: customCoder({ ...lettersCoder, name: "letters" }) },
      urn: urns.coders.customWindow,
    },
  ])("encodes windows of the program's own $name", ({ windowFn, urn }) => {
    const { ids, protos } = listed({ ...DEFAULT_WINDOWING, windowFn });
    const id = protos.windowingStrategies[ids[0]!]!.windowCoderId;
    expect(protos.coders[id]?.spec?.urn).toBe(urn);
  });
});

describe("a WindowFn", () => {
  it("of the program's own is found in the function table, the same object", () => {
    const functions = new FunctionTable();
    expect(windowFnFromProto(windowFnToProto(ownWindows, functions), functions)).toBe(ownWindows);
  });

  it.each([
    { name: "another SDK's", spec: { urn: "test:window_fn:v1", payload: Uint8Array.of(1) } },
    { name: "another program's", spec: windowFnToProto(ownWindows, new FunctionTable()) },
    {
      name: "one that leaves elements without a window",
      // A size of 1 s, a period of 2 s.
      spec: { urn: urns.windowFns.slidingWindows, payload: Uint8Array.of(0x0a, 2, 0x08, 1, 0x1a, 2, 0x08, 2) },
    },
    {
      name: "one that is finer than milliseconds",
      // A size of 1 ns.
      spec: { urn: urns.windowFns.fixedWindows, payload: Uint8Array.of(0x0a, 2, 0x10, 1) },
    },
  ])("stays as it came where this SDK can't run it: $name", ({ spec: { urn, payload } }) => {
    const spec = create(FunctionSpecSchema, { urn, payload });
    const windowFn = windowFnFromProto(spec);
    expect(windowFn).toBeInstanceOf(OpaqueWindowFn);
    expect(windowFnToProto(windowFn, new FunctionTable())).toEqual(spec);
    expect(() => windowFn.assignWindows(0, "x")).toThrow(urn);
    expect(windowFn.isCompatible(windowFnFromProto(spec))).toBe(true);
    expect(windowFn.isCompatible(globalWindows())).toBe(false);
  });

  it("that this SDK doesn't know has the windows' coder, and merges where its strategy says so", () => {
    const { protos } = listed({ ...DEFAULT_WINDOWING, windowFn: new FixedWindows(1, 0) });
    const { fixed_windows: proto } = protos.windowingStrategies;
    const windowFnSpec = create(FunctionSpecSchema, { urn: "test:w:v1" });
    const foreign = { ...proto!, windowFn: windowFnSpec, mergeStatus: MergeStatus_Enum.NEEDS_MERGE };
    const { windowFn } = windowingFromProto({ ...protos, windowingStrategies: { foreign } }, "foreign");
    expect(windowFn).toMatchObject({ windowCoder: intervalWindowCoder, isMerging: true });
  });

  it.each([
    { name: "it is not given", spec: undefined, message: "a WindowFn that is not given" },
    {
      name: "its payload is garbage",
      spec: { urn: urns.windowFns.fixedWindows, payload: Uint8Array.of(255) },
      message: /A WindowFn can't be made: .*\n {2}window fn {2}beam:window_fn:fixed_windows:v1/,
    },
    {
      name: "it is in a time zone that is not known here",
      spec: {
        urn: "purlin:window_fn:calendar:v1",
        payload: Buffer.from(
          '{"unit":"days","count":1,"timeZone":"Mars/Olympus","first":{"year":1970,"month":1,"day":1}}',
        ),
      },
      message: 'A WindowFn can\'t be made: There is no time zone "Mars/Olympus"',
    },
    {
      name: "its windows have no size",
      spec: { urn: urns.windowFns.fixedWindows, payload: new Uint8Array() },
      message: "A WindowFn can't be made: fixedWindows needs a size above 0 ms; got 0 ms.",
    },
  ])("is refused when $name", ({ spec, message }) => {
    expect(() => windowFnFromProto(spec && create(FunctionSpecSchema, spec))).toThrow(message);
  });
});

function structurallyCopied({ windowFn, ...rest }: WindowingStrategy): WindowingStrategy {
  const functions = new FunctionTable();
  const copy = windowFnFromProto(windowFnToProto(windowFn, functions), functions);
  return { ...structuredClone(rest), windowFn: copy };
}

function text({ windowFn, ...rest }: WindowingStrategy): string {
  const ordered = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(ordered)
      : typeof value === "object" && value !== null
        ? Object.entries(value)
            .map(([name, member]) => [name, ordered(member)])
            .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
        : value;
  return JSON.stringify([windowFn.toString(), ordered(rest)]);
}
