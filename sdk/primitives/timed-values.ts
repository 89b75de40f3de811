import { doubleCoder } from "../coders/double-coder.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { KV } from "../values/kv.ts";
import type { Timestamp } from "../values/timestamp.ts";
import { named } from "./combine-steps.ts";
import { addParDo } from "./par-do.ts";

/** Pairs each value with its timestamp; keys and values keep their coders. */
export function timedValues<K, V>(input: PCollection<KV<K, V>>, name: string): PCollection<[K, [Timestamp, V]]> {
  return addParDo(
    input,
    named(name),
    { kind: "mapValues", fn: (value, { timestamp }) => [timestamp, value] },
    {
      from: "pair",
      key: { from: "keyOf", collection: input.node },
      value: {
        from: "pair",
        // Not as an integer: the ends of time are beyond those that are exact.
        key: { from: "producer", coder: doubleCoder },
        value: { from: "valueOf", collection: input.node },
      },
    },
  );
}
