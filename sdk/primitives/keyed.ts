import { INFERRED } from "../graph/coder-declaration.ts";
import type { ElementFunction } from "../dofn/element-fn.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { KV } from "../values/kv.ts";
import { pairOf } from "../values/pair.ts";
import { stepOptionParts } from "./element-wise-options.ts";
import { addParDo } from "./par-do.ts";
import { functionOf, namedArguments, optionallyNamed } from "./step.ts";

/** Pairs each element with the key that a function returns for it. */
export function keyBy<O>(input: PCollection<unknown>, args: readonly unknown[]): PCollection<O> {
  const { name, taken, options } = namedArguments(args, "keyBy");
  const fn = functionOf(taken, "keyBy") as ElementFunction;
  return addParDo(
    input,
    name,
    { kind: "keyBy", fn },
    {
      from: "pair",
      key: INFERRED,
      value: { from: "sameAs", collection: input.node },
    },
    stepOptionParts(options, "keyBy"),
  );
}

/** Replaces the value of each pair by what a function returns for it. */
export function mapValues<O>(input: PCollection<unknown>, args: readonly unknown[]): PCollection<O> {
  const { name, taken, options } = namedArguments(args, "mapValues");
  const fn = functionOf(taken, "mapValues") as ElementFunction;
  return addParDo(
    input,
    name,
    { kind: "mapValues", fn },
    {
      from: "pair",
      key: { from: "keyOf", collection: input.node },
      value: INFERRED,
    },
    stepOptionParts(options, "mapValues"),
  );
}

/** Takes the key of each pair. */
export function keys<K>(input: PCollection<KV<K, unknown>>, name: string | undefined): PCollection<K> {
  const fn: ElementFunction = (element) => pairOf(element)[0];
  return addParDo(input, optionallyNamed(name, "Keys"), { kind: "map", fn }, { from: "keyOf", collection: input.node });
}

/** Takes the value of each pair. */
export function values<V>(input: PCollection<KV<unknown, V>>, name: string | undefined): PCollection<V> {
  const fn: ElementFunction = (element) => pairOf(element)[1];
  return addParDo(
    input,
    optionallyNamed(name, "Values"),
    { kind: "map", fn },
    { from: "valueOf", collection: input.node },
  );
}
