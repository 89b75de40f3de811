import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
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
    const { attempted: read, best } = readJobMetrics({ attempted, committed: [] }, stepOf);
    expect(read.counters({ step: "Parse", name: "lines" })).toEqual([{ step: "Parse", name: "lines", value: 5 }]);
    expect(read.counter("lines")).toBe(-2);
    expect(read.distributions({ step: "Parse" })).toEqual([
      { step: "Parse", name: "length", value: { count: 3, sum: 9, min: -1, max: 6 } },
    ]);
    expect(best.counter("lines")).toBe(-2);
  });

  it("are best as committed, and as attempted where nothing is said to be committed", () => {
    const metrics = readJobMetrics(
      { attempted: [counter("t1", "lines", 9), counter("t3", "files", 4)], committed: [counter("t1", "lines", 5)] },
      stepOf,
    );
    expect(metrics.attempted.counter("lines")).toBe(9);
    expect(metrics.committed.counter("lines")).toBe(5);
    expect(metrics.best.counter("lines")).toBe(5);
    expect(metrics.best.counter("files")).toBe(4);
  });

  it("leave out what is not of the user's functions", () => {
    const elements = create(MonitoringInfoSchema, {
      urn: monitoringInfoSpecs.elementCount.urn,
      labels: { PCOLLECTION: "pc" },
      payload: Uint8Array.of(1),
    });
    expect(readJobMetrics({ attempted: [elements], committed: [] }, stepOf).best.counters()).toEqual([]);
  });
});
