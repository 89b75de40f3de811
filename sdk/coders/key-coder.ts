import type { Coder } from "./coder.ts";
import { iterableCoder } from "./iterable-coder.ts";
import { kvCoder } from "./kv-coder.ts";
import { lengthPrefixCoder } from "./length-prefix-coder.ts";
import { nullableCoder } from "./nullable-coder.ts";
import { canonicalValueCoder } from "./value-coder.ts";

const rebuild: Readonly<Record<string, (components: readonly Coder<unknown>[]) => Coder<unknown>>> = {
  value: () => canonicalValueCoder,
  kv: ([key, value]) => kvCoder(key as Coder<unknown>, value as Coder<unknown>),
  iterable: ([element]) => iterableCoder(element as Coder<unknown>) as Coder<unknown>,
  nullable: ([inner]) => nullableCoder(inner as Coder<unknown>),
  length_prefix: ([inner]) => lengthPrefixCoder(inner as Coder<unknown>),
};

/**
 * Returns the coder to write keys with: the same one where it is deterministic already; otherwise one of the same kind
 * in which the canonical value coder stands for the value coder; undefined where that doesn't make it deterministic.
 */
export function keyCoderOf<K>(coder: Coder<K>): Coder<K> | undefined {
  if (coder.isDeterministic) return coder;
  const components = coder.components.map((component) => keyCoderOf(component));
  if (components.includes(undefined)) return undefined;
  // What is made has the kind and the components of `coder`, so its values are Ks.
  const made = rebuild[coder.kind]?.(components as Coder<unknown>[]) as Coder<K> | undefined;
  return made?.isDeterministic === true ? made : undefined;
}
