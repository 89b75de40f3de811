import type { CoderDeclaration } from "../graph/coder-declaration.ts";
import { checkKeyCoder } from "../graph/check-key-coder.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { KV } from "../values/kv.ts";
import type { WindowingStrategy } from "../windowing/windowing-strategy.ts";
import { addStep, optionallyNamed } from "./step.ts";

/** Groups pairs by key and window. */
export function groupByKey<K, V>(
  input: PCollection<KV<K, V>>,
  stepName: string | undefined,
): PCollection<[K, Iterable<V>]> {
  const name = optionallyNamed(stepName, "GroupByKey");
  checkKeyCoder(input.node, input.pipeline.fullName(name));
  return addStep(input, {
    name,
    spec: { kind: "groupByKey" },
    coder: groupCoder(input),
    windowing: groupedWindowing(input.node.windowing),
  });
}

/** Windows that were merged stay as they are until they are assigned anew: another key must not merge them further. */
function groupedWindowing(windowing: WindowingStrategy): WindowingStrategy {
  const needsMerge = windowing.mergeStatus === "needsMerge";
  return needsMerge ? Object.freeze({ ...windowing, mergeStatus: "alreadyMerged" as const }) : windowing;
}

function groupCoder({ node }: PCollection<unknown>): CoderDeclaration {
  return {
    from: "pair",
    key: { from: "keyOf", collection: node },
    value: { from: "iterable", element: { from: "valueOf", collection: node } },
  };
}
