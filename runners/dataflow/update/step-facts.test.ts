import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { stringUtf8Coder } from "../../../sdk/index.ts";
import {
  StateSpecSchema,
  TimeDomain_Enum,
  TimerFamilySpecSchema,
  type ParDoPayload,
  type Pipeline as PipelineProto,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import {
  changeParDo,
  changesOf,
  streamingPipeline,
  type Build,
} from "../../../test/dataflow/update/streaming-pipeline.ts";

type Made = PipelineProto | Promise<PipelineProto>;

const made = (build: Build): Promise<PipelineProto> => streamingPipeline(build);

describe("compareForUpdate, of side inputs", () => {
  const reading =
    (side: (lines: Parameters<Build>[0]) => Record<string, unknown>): Build =>
    (lines) =>
      lines.map("Mark", (line) => line, { side: side(lines) } as never);
  const stop = (lines: Parameters<Build>[0]) => lines.map("Stop", (line) => line);

  it.each<{ name: string; old: Build; now: Build; says: string[] }>([
    {
      name: "one more",
      old: reading((lines) => ({ stop: stop(lines).asList() })),
      now: reading((lines) => ({ stop: stop(lines).asList(), more: lines.asList() })),
      says: [`refused | side input | Mark | side input "side-more" is new`],
    },
    {
      name: "one less",
      old: reading((lines) => ({ stop: stop(lines).asList(), more: lines.asList() })),
      now: reading((lines) => ({ stop: stop(lines).asList() })),
      says: [`refused | side input | Mark | side input "side-more" is there no more`],
    },
    {
      name: "another coder",
      old: reading((lines) => ({ stop: stop(lines).asList() })),
      now: reading((lines) => ({ stop: stop(lines).withCoder(stringUtf8Coder).asList() })),
      says: [`refused | side input | Mark | side input "side-stop": was iterable of value, is iterable of string_utf8`],
    },
    {
      name: "another step that it is of",
      old: reading((lines) => ({ stop: stop(lines).asList() })),
      now: reading((lines) => ({
        stop: stop(lines)
          .map("Lower", (line) => line.toLowerCase())
          .asList(),
      })),
      says: [
        `risky | side input | Mark | source of side input "side-stop": was Stop, is Lower`,
        "harmless | added | Lower | a new step, for which nothing is kept yet",
      ],
    },
    {
      name: "that nobody reads it any more",
      old: reading((lines) => ({ stop: stop(lines).asList() })),
      now: stop,
      says: ["refused | removed | Mark | the job keeps the side inputs that it reads"],
    },
    {
      name: "another name of the step that it is of",
      old: reading((lines) => ({ stop: stop(lines).asList() })),
      now: reading((lines) => ({ stop: lines.map("StopWords", (line) => line).asList() })),
      says: [
        "refused | removed | Stop | the job keeps what it gives to side inputs",
        "harmless | added | StopWords | a new step, for which nothing is kept yet",
      ],
    },
  ])("judges $name", async ({ old, now, says }) => {
    expect(await changesOf(made(old), made(now))).toEqual(says);
  });
});

// The API has no step with state, timers or restrictions; other SDKs' pipelines have, and protos made by hand.
describe("compareForUpdate, of state", () => {
  type Cells = MessageInitShape<typeof StateSpecSchema>;
  const pairs: Build = (lines) => lines.keyBy("Start", (line) => line).mapValues("Count", (line) => line);
  const [value, bag] = [
    (coderId: string): Cells => ({ spec: { case: "readModifyWriteSpec", value: { coderId } } }),
    (elementCoderId: string): Cells => ({ spec: { case: "bagSpec", value: { elementCoderId } } }),
  ];
  const timer = (timeDomain: TimeDomain_Enum) => ({ timeDomain, timerFamilyCoderId: "bytes" });
  const withCells = (cells: Record<string, Cells>, timers: Record<string, ReturnType<typeof timer>> = {}) =>
    withParDo((payload) => {
      for (const [name, spec] of Object.entries(cells)) payload.stateSpecs[name] = create(StateSpecSchema, spec);
      for (const [name, spec] of Object.entries(timers)) {
        payload.timerFamilySpecs[name] = create(TimerFamilySpecSchema, spec);
      }
    });
  const withParDo = async (change: (payload: ParDoPayload) => void): Promise<PipelineProto> =>
    changeParDo(await made(pairs), "Count", change);
  const eventTimer = timer(TimeDomain_Enum.EVENT_TIME);

  it.each<{ name: string; old: () => Made; now: () => Made; says: string[] }>([
    {
      name: "a new cell",
      old: () => withCells({ seen: value("value") }),
      now: () => withCells({ seen: value("value"), late: bag("value") }),
      says: [`harmless | state | Count | state "late" is new`],
    },
    {
      name: "a cell that is gone",
      old: () => withCells({ seen: value("value"), late: bag("value") }),
      now: () => withCells({ seen: value("value") }),
      says: [`risky | state | Count | state "late" is there no more`],
    },
    {
      name: "a cell with another coder",
      old: () => withCells({ seen: value("value") }),
      now: () => withCells({ seen: value("bytes") }),
      says: [`refused | state | Count | state "seen": was value of value, is value of bytes`],
    },
    {
      name: "a cell of another kind",
      old: () => withCells({ seen: value("value") }),
      now: () => withCells({ seen: bag("value") }),
      says: [`refused | state | Count | state "seen": was value of value, is bag of value`],
    },
    {
      name: "a new timer",
      old: () => withCells({ seen: value("value") }),
      now: () => withCells({ seen: value("value") }, { flush: eventTimer }),
      says: [`harmless | timer | Count | timer "flush" is new`],
    },
    {
      name: "a timer that is gone",
      old: () => withCells({ seen: value("value") }, { flush: eventTimer }),
      now: () => withCells({ seen: value("value") }),
      says: [`risky | timer | Count | timer "flush" is there no more`],
    },
    {
      name: "a timer of another time",
      old: () => withCells({}, { flush: eventTimer }),
      now: () => withCells({}, { flush: timer(TimeDomain_Enum.PROCESSING_TIME) }),
      says: [`refused | timer | Count | timer "flush": was event time, bytes, is processing time, bytes`],
    },
    {
      name: "a step that is without state from now on",
      old: () => withCells({ seen: value("value") }),
      now: () => made((lines) => lines.keyBy("Start", (line) => line)),
      says: ["refused | removed | Count | the job keeps its state and timers"],
    },
    {
      name: "a restriction of another coder",
      old: () => withParDo((payload) => (payload.restrictionCoderId = "value")),
      now: () => withParDo((payload) => (payload.restrictionCoderId = "bytes")),
      says: ["refused | coder | Count | restriction coder: was value, is bytes"],
    },
    {
      name: "elements that come in order from now on",
      old: () => withCells({ seen: value("value") }),
      now: async () =>
        changeParDo(
          await withCells({ seen: value("value") }),
          "Count",
          (payload) => (payload.requiresTimeSortedInput = true),
        ),
      says: ["risky | state | Count | order of elements: was any, is by time"],
    },
  ])("judges $name", async ({ old, now, says }) => {
    expect(await changesOf(old(), now())).toEqual(says);
  });
});
