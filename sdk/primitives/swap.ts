import type { ElementFunction } from "../dofn/element-fn.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { KV } from "../values/kv.ts";
import { pairOf } from "../values/pair.ts";
import { addParDo } from "./par-do.ts";
import { optionallyNamed } from "./step.ts";

/** Exchanges key and value of each pair. */
export function swap<K, V>(input: PCollection<KV<K, V>>, name: string | undefined): PCollection<[V, K]> {
  const collection = input.node;
  const fn: ElementFunction = (element) => {
    const pair = pairOf(element);
    return [pair[1], pair[0]];
  };
  return addParDo(
    input,
    optionallyNamed(name, "Swap"),
    { kind: "map", fn },
    { from: "pair", key: { from: "valueOf", collection }, value: { from: "keyOf", collection } },
  );
}
