import { iterableCoder } from "../../coders/iterable-coder.ts";
import { stringUtf8Coder } from "../../coders/string-utf8-coder.ts";
import { WireWriter } from "../../coders/wire-writer.ts";
import type { DistributionResult, GaugeResult } from "../../metrics/metrics.ts";
import { monitoringInfoSpecs, type MonitoringInfoSpec } from "../../model/monitoring-info-specs.ts";

/** A metric of one bundle as it stands on the wire. */
export interface MetricPayload {
  readonly spec: MonitoringInfoSpec;
  readonly payload: Uint8Array;
}

const specs = monitoringInfoSpecs;
const strings = iterableCoder(stringUtf8Coder);

/** Returns the payload of a sum of whole numbers. */
export function int64Payload(value: number): Uint8Array {
  return written((writer) => {
    writer.writeVarint(value);
  });
}

/** Returns what stands for a counter: of whole numbers if that is exact, else of any. */
export function counterPayload(sum: number): MetricPayload {
  if (Number.isSafeInteger(sum)) return { spec: specs.userSumInt64, payload: int64Payload(sum) };
  const payload = written((writer) => {
    writer.writeDouble(sum);
  });
  return { spec: specs.userSumDouble, payload };
}

/** Returns what stands for a distribution: of whole numbers if that is exact, else of any. */
export function distributionPayload({ count, sum, min, max }: DistributionResult): MetricPayload {
  const parts = [sum, min, max];
  const isWhole = parts.every(Number.isSafeInteger);
  const payload = written((writer) => {
    writer.writeVarint(count);
    for (const part of parts) {
      if (isWhole) writer.writeVarint(part);
      else writer.writeDouble(part);
    }
  });
  return { spec: isWhole ? specs.userDistributionInt64 : specs.userDistributionDouble, payload };
}

/** Returns what stands for a gauge: of whole numbers if that is exact, else of any. */
export function gaugePayload({ value, timestamp }: GaugeResult): MetricPayload {
  const isWhole = Number.isSafeInteger(value);
  const payload = written((writer) => {
    writer.writeVarint(timestamp);
    if (isWhole) writer.writeVarint(value);
    else writer.writeDouble(value);
  });
  return { spec: isWhole ? specs.userLatestInt64 : specs.userLatestDouble, payload };
}

/** Returns what stands for a set of strings. Half a surrogate pair, which UTF-8 has no place for, becomes U+FFFD. */
export function stringSetPayload(set: ReadonlySet<string>): MetricPayload {
  const wellFormed = [...set].map((value) => value.toWellFormed());
  const payload = written((writer) => {
    strings.encode(wellFormed, writer, false);
  });
  return { spec: specs.userSetString, payload };
}

function written(write: (writer: WireWriter) => void): Uint8Array {
  const writer = new WireWriter(64);
  write(writer);
  return writer.copyFrom(0);
}
