import { WireWriter } from "../../coders/wire-writer.ts";
import type { DistributionResult } from "../../metrics/metrics.ts";

/** Returns the payload of a sum of whole numbers. */
export function int64Payload(value: number): Uint8Array {
  const writer = new WireWriter(16);
  writer.writeVarint(value);
  return writer.copyFrom(0);
}

/** Returns the payload of a sum of any numbers. */
export function doublePayload(value: number): Uint8Array {
  const writer = new WireWriter(16);
  writer.writeDouble(value);
  return writer.copyFrom(0);
}

/** Returns the payload of a distribution of whole numbers. */
export function int64DistributionPayload({ count, sum, min, max }: DistributionResult): Uint8Array {
  const writer = new WireWriter(64);
  for (const part of [count, sum, min, max]) writer.writeVarint(part);
  return writer.copyFrom(0);
}

/** Returns the payload of a distribution of any numbers. */
export function doubleDistributionPayload({ count, sum, min, max }: DistributionResult): Uint8Array {
  const writer = new WireWriter(64);
  writer.writeVarint(count);
  for (const part of [sum, min, max]) writer.writeDouble(part);
  return writer.copyFrom(0);
}
