import { readFileSync } from "node:fs";
import type { DataflowPlan } from "../../runners/dataflow/plan.ts";

/** Returns what lies in Cloud Storage after a plan was carried out: contents by URL. */
export function objectsOf({ uploads }: DataflowPlan): Map<string, Uint8Array> {
  return new Map(
    uploads.map(({ url, source }) => [url, "path" in source ? readFileSync(source.path) : source.bytes] as const),
  );
}
