import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { iterableCoder } from "../../sdk/coders/iterable-coder.ts";
import { stringUtf8Coder } from "../../sdk/coders/string-utf8-coder.ts";
import { WireWriter } from "../../sdk/coders/wire-writer.ts";
import {
  MonitoringInfoSchema,
  type MonitoringInfo,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/metrics_pb.ts";
import { monitoringInfoSpecs } from "../../sdk/model/monitoring-info-specs.ts";
import { readJobMetrics } from "./job-metrics.ts";

function info(urn: string, transform: string, name: string, write: (writer: WireWriter) => void): MonitoringInfo {
  const writer = new WireWriter();
  write(writer);
  return create(MonitoringInfoSchema, {
    urn,
    labels: { PTRANSFORM: transform, NAME: name },
    payload: writer.takeBytes(),
  });
}

const counter = (transform: string, name: string, value: number): MonitoringInfo =>
  info(monitoringInfoSpecs.userSumInt64.urn, transform, name, (writer) => writer.writeVarint(value));

const distribution = (
  transform: string,
  name: string,
  [count, ...rest]: [number, number, number, number],
): MonitoringInfo =>
  info(monitoringInfoSpecs.userDistributionInt64.urn, transform, name, (writer) => {
    writer.writeVarint(count);
    for (const number of rest) writer.writeVarint(number);
  });

const stepOf = (id: string): string => ({ t1: "Parse", t2: "Parse", t3: "Write" })[id] ?? id;

describe("the metrics of a job", () => {
  it("are found by step and name, those of one step's transforms added up", () => {
    const attempted = [
      counter("t1", "lines", 2),
      counter("t2", "lines", 3),
      counter("t3", "lines", -7),
      distribution("t1", "length", [2, 10, 4, 6]),
      distribution("t2", "length", [1, -1, -1, -1]),
      distribution("t3", "length", [0, 0, 0, 0]),
    ];
    const read = readJobMetrics({ attempted, committed: [] }, stepOf);
    expect(read.counters({ step: "Parse", name: "lines" })).toEqual([
      { step: "Parse", name: "lines", value: 5, attempted: 5, committed: undefined },
    ]);
    expect(read.counter("lines")).toBe(-2);
    const value = { count: 3, sum: 9, min: -1, max: 6 };
    expect(read.distributions()).toEqual([
      { step: "Parse", name: "length", value, attempted: value, committed: undefined },
    ]);
  });

  it("have of a gauge what was set last, and of a set of strings all", () => {
    const gauge = (transform: string, at: number, value: number): MonitoringInfo =>
      info(monitoringInfoSpecs.userLatestInt64.urn, transform, "depth", (writer) => {
        writer.writeVarint(at);
        writer.writeVarint(value);
      });
    const half = info(monitoringInfoSpecs.userLatestDouble.urn, "t3", "depth", (writer) => {
      writer.writeVarint(9);
      writer.writeDouble(0.5);
    });
    const strings = (transform: string, ...values: string[]): MonitoringInfo =>
      info(monitoringInfoSpecs.userSetString.urn, transform, "tables", (writer) => {
        iterableCoder(stringUtf8Coder).encode(values, writer, false);
      });
    const read = readJobMetrics(
      {
        attempted: [gauge("t1", 5, 70), gauge("t2", 4, 80), half, strings("t1", "a", "b"), strings("t2", "b", "c")],
        committed: [],
      },
      stepOf,
    );
    expect(read.gauges().map(({ step, value }) => ({ step, ...value }))).toEqual([
      { step: "Parse", value: 70, timestamp: 5 },
      { step: "Write", value: 0.5, timestamp: 9 },
    ]);
    expect(read.stringSets().map(({ value }) => value)).toEqual([new Set(["a", "b", "c"])]);
  });

  it("are best as committed, and as attempted where nothing is said to be committed", () => {
    const metrics = readJobMetrics(
      { attempted: [counter("t1", "lines", 9), counter("t3", "files", 4)], committed: [counter("t1", "lines", 5)] },
      stepOf,
    );
    expect(metrics.counters()).toEqual([
      { step: "Parse", name: "lines", value: 5, attempted: 9, committed: 5 },
      { step: "Write", name: "files", value: 4, attempted: 4, committed: undefined },
    ]);
  });

  it("leave out what is not of the user's functions", () => {
    const elements = create(MonitoringInfoSchema, {
      urn: monitoringInfoSpecs.elementCount.urn,
      labels: { PCOLLECTION: "pc" },
      payload: Uint8Array.of(1),
    });
    expect(readJobMetrics({ attempted: [elements], committed: [] }, stepOf).counters()).toEqual([]);
  });
});
