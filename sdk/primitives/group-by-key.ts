import type { CoderDeclaration } from "../graph/coder-declaration.ts";
import { checkKeyCoder } from "../graph/check-key-coder.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { KV } from "../values/kv.ts";
import { addStep, optionallyNamed } from "./step.ts";

/** Groups pairs by key and window. */
export function groupByKey<K, V>(
  input: PCollection<KV<K, V>>,
  stepName: string | undefined,
): PCollection<[K, Iterable<V>]> {
  const name = optionallyNamed(stepName, "GroupByKey");
  checkKeyCoder(input.node, input.pipeline.fullName(name));
  return addStep(input, { name, spec: { kind: "groupByKey" }, coder: groupCoder(input) });
}

function groupCoder({ node }: PCollection<unknown>): CoderDeclaration {
  return {
    from: "pair",
    key: { from: "keyOf", collection: node },
    value: { from: "iterable", element: { from: "valueOf", collection: node } },
  };
}
