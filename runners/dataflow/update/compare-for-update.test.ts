import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  calendarDays,
  calendarMonths,
  fixedWindows,
  kvCoder,
  minutes,
  rowCoder,
  schema,
  sessions,
  slidingWindows,
  stringUtf8Coder,
  varintCoder,
  type Coder,
  type WindowFn,
} from "../../../sdk/index.ts";
import {
  AccumulationMode_Enum,
  TriggerSchema,
  type Pipeline as PipelineProto,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import {
  changesOf,
  componentsOf,
  streamingPipeline,
  transformOf,
  type Build,
} from "../../../test/dataflow/update/streaming-pipeline.ts";
import { preparePipeline } from "../pipeline/prepare-pipeline.ts";
import { max, sum } from "../../../transforms/index.ts";
import { compareForUpdate } from "./compare-for-update.ts";

const made = (build: Build): Promise<PipelineProto> => streamingPipeline(build);
const byStart: Build = (lines) => lines.keyBy("Start", (line) => line.slice(0, 1)).groupByKey("Group");
const inFixed: Build = (lines, p) => byStart(lines.window("Window", fixedWindows(minutes(1))), p);

describe("compareForUpdate, of steps", () => {
  it("keeps every step of a pipeline that is the same", async () => {
    const findings = compareForUpdate(await made(byStart), await made(byStart));
    expect(new Set(findings.map(({ change, effect }) => `${change} ${effect}`))).toEqual(new Set(["kept harmless"]));
    expect(findings.map(({ step }) => step)).toEqual(["Read", "Decode", "Start", "Group"]);
  });

  it.each<{ name: string; old: Build; now: Build; mapping?: Record<string, string>; says: string[] }>([
    {
      name: "a step that hands elements on may come",
      old: byStart,
      now: (lines, p) =>
        byStart(
          lines.filter("Long", (line) => line.length > 3),
          p,
        ),
      says: ["harmless | added | Long | a new step"],
    },
    {
      name: "a step that hands elements on may go",
      old: (lines, p) =>
        byStart(
          lines.filter("Long", (line) => line.length > 3),
          p,
        ),
      now: byStart,
      says: ["harmless | removed | Long | nothing is kept for it"],
    },
    {
      name: "a grouping may come, and begins with nothing",
      old: (lines) => lines.map("Last", (line) => line),
      now: (lines, p) => [lines.map("Last", (line) => line), byStart(lines, p)],
      says: [
        "harmless | added | Start | a new step",
        "harmless | added | Group | a new step, for which nothing is kept yet",
      ],
    },
    {
      name: "a grouping may not go",
      old: (lines, p) => [lines.map("Last", (line) => line), byStart(lines, p)],
      now: (lines) => lines.map("Last", (line) => line),
      says: [
        "harmless | removed | Start | nothing is kept for it",
        "refused | removed | Group | the job keeps the elements that it groups",
      ],
    },
    {
      name: "a grouping may go where the mapping says so, and what it keeps is lost",
      old: (lines, p) => [lines.map("Last", (line) => line), byStart(lines, p)],
      now: (lines) => lines.map("Last", (line) => line),
      mapping: { Group: "" },
      says: [
        "harmless | removed | Start | nothing is kept for it",
        "risky | removed | Group | mapped to nothing: the elements that it groups is lost",
      ],
    },
    {
      name: "a grouping may have another name where the mapping says so",
      old: byStart,
      now: (lines) => lines.keyBy("Start", (line) => line.slice(0, 1)).groupByKey("Gather"),
      mapping: { Group: "Gather" },
      says: [`harmless | renamed | Gather | was "Group"`],
    },
    {
      name: "a mapping may lead to a step that isn't there",
      old: (lines, p) => byStart(lines, p),
      now: (lines) => lines.apply("Later", (input) => input.map("Last", (line) => line)),
      mapping: { Group: "Later" },
      says: [
        "harmless | removed | Start | nothing is kept for it",
        `refused | removed | Group | the job keeps the elements that it groups; it is mapped to "Later", which is not there`,
        "harmless | added | Later/Last | a new step",
      ],
    },
    {
      name: "what was a grouping can't become something else",
      old: byStart,
      now: (lines) => lines.keyBy("Start", (line) => line.slice(0, 1)).mapValues("Group", (line) => line),
      says: ["refused | kind | Group | was group_by_key, is pardo"],
    },
    {
      name: "what hands elements on can become something else",
      old: (lines) => lines.map("Window", (line) => line),
      now: (lines) => lines.window("Window", fixedWindows(minutes(1))),
      says: ["harmless | kind | Window | was pardo, is window_into"],
    },
    {
      name: "a redistribution holds elements too",
      old: (lines) => lines.map("Length", (line) => line.length).reshuffle("Spread"),
      now: (lines) =>
        lines
          .map("Length", (line) => line.length)
          .withCoder(varintCoder)
          .reshuffle("Spread"),
      says: ["refused | coder | Spread | element coder: was value, is varint"],
    },
    {
      name: "a grouping between two others puts them into other stages",
      old: (lines) => lines.reshuffle("First").reshuffle("Last"),
      now: (lines) => lines.reshuffle("First").reshuffle("Between").reshuffle("Last"),
      says: [
        "risky | structure | Last | steps that feed it: was First, is Between",
        "harmless | added | Between | a new step, for which nothing is kept yet",
      ],
    },
  ])("finds that $name", async ({ old, now, mapping, says }) => {
    expect(await changesOf(made(old), made(now), mapping)).toEqual(says);
  });

  it.each([
    {
      source: { subscription: "projects/p/subscriptions/other" },
      says: "read from: was projects/p/subscriptions/in, is projects/p/subscriptions/other",
    },
    {
      source: { topic: "projects/p/topics/in" },
      says: "read from: was projects/p/subscriptions/in, is projects/p/topics/in",
    },
    {
      source: { subscription: "projects/p/subscriptions/in", idAttribute: "id" },
      says: "id attribute: was none, is id",
    },
    {
      source: { subscription: "projects/p/subscriptions/in", withAttributes: true },
      says: "elements: was the data of messages, is messages with attributes",
    },
  ])("takes it for a risk to read otherwise: $says", async ({ source, says }) => {
    expect(await changesOf(made(byStart), streamingPipeline(byStart, source))).toEqual([
      `risky | source | Read | ${says}`,
    ]);
  });

  it("refuses a source that has another name", async () => {
    const renamed = await made(byStart);
    transformOf(renamed, "Read").uniqueName = "ReadAgain";
    const [first, ...rest] = await changesOf(made(byStart), renamed);
    expect(first).toBe("refused | removed | Read | the job keeps what it has read and not acknowledged");
    expect(rest).toEqual(["harmless | added | ReadAgain | a new step, for which nothing is kept yet"]);
  });

  it.each([
    { streaming: [false, false], says: "Both pipelines are" },
    { streaming: [true, false], says: "The new pipeline is" },
    { streaming: [false, true], says: "The old pipeline is" },
  ])("refuses jobs that aren't both streaming ones: $says", async ({ streaming, says }) => {
    const pipelines = await Promise.all(
      streaming.map(async (isStreaming) => {
        const pipeline = await made(byStart);
        for (const collection of Object.values(componentsOf(pipeline).pcollections))
          collection.isBounded = isStreaming ? 1 : 2;
        return pipeline;
      }),
    );
    const [old, now] = pipelines as [PipelineProto, PipelineProto];
    const [finding] = compareForUpdate(old, now);
    expect(finding).toMatchObject({ change: "job", effect: "refused" });
    expect(finding?.text).toContain(`${says} without an unbounded collection`);
  });
});

describe("compareForUpdate, of coders", () => {
  const grouped =
    (key: Coder<unknown>, value: Coder<unknown> = stringUtf8Coder): Build =>
    (lines) =>
      lines
        .map("Pair", (line): [string, string] => [line, line])
        // Nothing is run, so that the coders need not be of what is there.
        .withCoder(kvCoder(key as Coder<string>, value as Coder<string>))
        .groupByKey("Group");
  const point = schema.struct({ x: schema.int64() });
  const fields = {
    appended: schema.struct({ x: schema.int64(), y: schema.nullable(schema.int64()) }),
    "made nullable": schema.struct({ x: schema.nullable(schema.int64()) }),
    "appended, though it must be given": schema.struct({ x: schema.int64(), y: schema.int64() }),
    renamed: schema.struct({ z: schema.int64() }),
    "of another type": schema.struct({ x: schema.string() }),
  };

  it.each([
    { name: "key", old: grouped(stringUtf8Coder), now: grouped(varintCoder) },
    { name: "value", old: grouped(stringUtf8Coder), now: grouped(stringUtf8Coder, varintCoder) },
  ])("refuses another coder of the $name of what is grouped", async ({ name, old, now }) => {
    expect(await changesOf(made(old), made(now))).toEqual([
      `refused | coder | Group | ${name} coder: was string_utf8, is varint`,
    ]);
  });

  it("refuses another coder of accumulators", async () => {
    const lengths = (lines: Parameters<Build>[0]) =>
      lines.keyBy("Start", (line) => line).mapValues("Length", (line) => line.length);
    const old: Build = (lines) => lengths(lines).combinePerKey("Sum", sum());
    const now: Build = (lines) => lengths(lines).combinePerKey("Sum", max());
    const [finding, ...more] = await changesOf(made(old), made(now));
    expect(finding).toMatch(/^refused \| coder \| Sum\/Group \| accumulator coder: was \S+, is \S+$/);
    expect(more).toEqual([]);
  });

  it.each(Object.entries(fields).map(([name, type]) => ({ name, type })))(
    "judges a field of rows that is $name",
    async ({ name, type }) => {
      const isRead = name === "appended" || name === "made nullable";
      const found = await changesOf(made(grouped(rowCoder(point))), made(grouped(rowCoder(type as typeof point))));
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(
        isRead ? /^risky \| coder \| Group \| key coder: was row\{x: int64\}, is row/ : /^refused \| coder/,
      );
    },
  );

  it("doesn't mind the number under which a program has registered a coder", async () => {
    const own = { ...stringUtf8Coder, kind: "own", name: "own" };
    const build =
      (isNumbered: boolean): Build =>
      (lines) => {
        const first = isNumbered ? lines.filter("Other", () => true) : lines;
        return first
          .keyBy("Start", (line) => line)
          .withCoder(kvCoder(own, stringUtf8Coder))
          .groupByKey("Group");
      };
    expect(await changesOf(made(build(false)), made(build(true)))).toEqual(["harmless | added | Other | a new step"]);
  });
});

describe("compareForUpdate, of windows", () => {
  it.each<{ name: string; old: Build; now: Build; says: string[] }>([
    {
      name: "longer windows",
      old: inFixed,
      now: (lines, p) => byStart(lines.window("Window", fixedWindows(minutes(2))), p),
      says: ["risky | windowing | Group | windows: was fixedWindows(60000 ms), is fixedWindows(120000 ms)"],
    },
    {
      name: "windows of another kind",
      old: inFixed,
      now: (lines, p) => byStart(lines.window("Window", slidingWindows(minutes(2), { period: minutes(1) })), p),
      says: [
        "risky | windowing | Group | windows: was fixedWindows(60000 ms), is slidingWindows(120000 ms, period 60000 ms)",
      ],
    },
    {
      name: "windows of another coder",
      old: byStart,
      now: inFixed,
      says: [
        "refused | windowing | Group | window coder: was global_window, is interval_window",
        "risky | windowing | Group | windows: was globalWindows(), is fixedWindows(60000 ms)",
        "harmless | added | Window | a new step",
      ],
    },
    {
      name: "windows that merge",
      old: inFixed,
      now: (lines, p) => byStart(lines.window("Window", sessions(minutes(1))), p),
      says: [
        "refused | windowing | Group | merging: was windows that don't merge, is windows that merge",
        "risky | windowing | Group | windows: was fixedWindows(60000 ms), is sessions(60000 ms)",
      ],
    },
    {
      name: "more lateness",
      old: inFixed,
      now: (lines, p) => byStart(lines.window("Window", fixedWindows(minutes(1)), { allowedLateness: minutes(1) }), p),
      says: ["risky | windowing | Group | allowed lateness: was 0 ms, is 60000 ms"],
    },
  ])("judges $name", async ({ old, now, says }) => {
    expect(await changesOf(made(old), made(now))).toEqual(says);
  });

  it("sees other windows of the calendar also where the service is told of plain ones", async () => {
    const of =
      (windows: WindowFn): Build =>
      (lines, p) =>
        byStart(lines.window("Window", windows), p);
    const prepared = async (windows: WindowFn) =>
      preparePipeline(await made(of(windows)), { image: "image", artifacts: [] });
    const zone = { timeZone: "Europe/Berlin" };
    const [finding, ...more] = await changesOf(prepared(calendarDays(1, zone)), prepared(calendarMonths(1, zone)));
    expect(finding).toMatch(/^risky \| windowing \| Group \| windows: was calendarDays\(.*, is calendarMonths\(/);
    expect(more).toEqual([]);
  });

  it("takes another trigger and accumulation mode for risks", async () => {
    const now = await made(inFixed);
    const early = { trigger: { case: "elementCount", value: { elementCount: 100 } } } as const;
    for (const strategy of Object.values(componentsOf(now).windowingStrategies)) {
      strategy.accumulationMode = AccumulationMode_Enum.ACCUMULATING;
      strategy.trigger = create(TriggerSchema, {
        trigger: { case: "afterEndOfWindow", value: { earlyFirings: early } },
      });
    }
    expect(await changesOf(made(inFixed), now)).toEqual([
      "risky | windowing | Group | trigger: was default, is afterEndOfWindow(early: elementCount(100))",
      "risky | windowing | Group | accumulation mode: was discarding, is accumulating",
    ]);
  });
});
