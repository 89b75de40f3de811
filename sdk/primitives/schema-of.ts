import type { RowCoder } from "../coders/row-coder.ts";
import type { CollectionNode } from "../graph/nodes.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { Schema } from "../schema/schema.ts";

/**
 * Returns the schema of a PCollection's elements, where one is known: it was named by `withSchema` before, or the transform
 * that made them knows it.
 */
export function schemaOf<T>(collection: PCollection<T>): Schema<T> | undefined {
  // The coder that was found first was named for elements of this type.
  return schemaOfNode(collection.node) as Schema<T> | undefined;
}

function schemaOfNode(node: CollectionNode): Schema | undefined {
  let declaration = node.coder;
  while (declaration.from === "sameAs" || declaration.from === "someOf") declaration = declaration.collection.coder;
  if (declaration.from !== "explicit" && declaration.from !== "producer") return undefined;
  return declaration.coder.kind === "row" ? (declaration.coder as RowCoder<never>).schema : undefined;
}
