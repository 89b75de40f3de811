import { iterableCoder } from "../coders/iterable-coder.ts";
import { namedPartsCoder } from "../coders/named-parts-coder.ts";
import { unionCoder, UnionMember } from "../coders/union-coder.ts";
import type { Coder } from "../coders/coder.ts";
import { checkKeyCoder } from "../graph/check-key-coder.ts";
import { madeOf, type CoderDeclaration } from "../graph/coder-declaration.ts";
import type { StepName } from "../graph/graph-builder.ts";
import { ForeignCollectionError, IncompatibleWindowsError } from "../graph/graph-errors.ts";
import { MAIN_OUTPUT, type CollectionNode } from "../graph/nodes.ts";
import { commonCoder } from "../graph/resolve-coders.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { captureCallSite } from "../values/call-site.ts";
import type { KV } from "../values/kv.ts";
import { addParDo } from "./par-do.ts";
import { groupByKey } from "./group-by-key.ts";
import { splitGroup } from "./split-group.ts";

/** What {@link coGroup} takes: keyed PCollections by name, all with keys of type `K`. */
export type CoGroupInputs<K, Values> = {
  readonly [Name in keyof Values]: PCollection<KV<K, Values[Name]>>;
} & Readonly<Record<string, PCollection<KV<K, unknown>>>>;

/** What {@link coGroup} gives for a key: all values of each input, by its name. They may be iterated more than once. */
export type CoGrouped<Values> = { readonly [Name in keyof Values]: Iterable<Values[Name]> };

type Pairs = PCollection<KV<unknown, unknown>>;

/**
 * Groups several keyed PCollections by key and window: returns each key that any of them has once per window, with the
 * values of each. What a collection has nothing of is empty.
 *
 * Values of the first one pass as they are and need least memory: give the largest first.
 *
 * @param inputs - keyed PCollections by name, all of one pipeline, with the same windows and keys of the same type
 * @throws IncompatibleWindowsError when their windows differ
 * @throws NonDeterministicKeyError when the coder of a key doesn't give equal keys equal bytes
 *
 * @example
 * ```ts
 * const byUser = coGroup({ orders, users });    // PCollection<[string, { orders: Iterable<Order>; users: Iterable<User> }]>
 * const totals = byUser.mapValues(({ orders }) => [...orders].reduce((sum, { price }) => sum + price, 0));
 * ```
 */
export function coGroup<K, Values>(inputs: CoGroupInputs<K, Values>): PCollection<[K, CoGrouped<Values>]>;
export function coGroup<K, Values>(name: string, inputs: CoGroupInputs<K, Values>): PCollection<[K, CoGrouped<Values>]>;
export function coGroup(
  nameOrInputs: string | Readonly<Record<string, Pairs>>,
  namedInputs: Readonly<Record<string, Pairs>> = {},
): Pairs {
  const [name, inputs] = typeof nameOrInputs === "string" ? [nameOrInputs, namedInputs] : [undefined, nameOrInputs];
  const members = Object.entries(inputs).map(([member, pairs]): Member => ({ name: member, pairs }));
  const [first] = members;
  if (first === undefined) throw new TypeError("coGroup takes an object of at least one keyed PCollection.");
  const { pipeline } = first.pairs;
  const stepName = { name, defaultName: "CoGroup" };
  checkMembers(pipeline.fullName(stepName), members);
  const nodes = new Map(members.map(({ name: member, pairs }): [string, CollectionNode] => [member, pairs.node]));
  return pipeline.compositeStep(stepName, nodes, () => split(groupByKey(flattened(members), undefined), members));
}

interface Member {
  readonly name: string;
  readonly pairs: Pairs;
}

/** Puts all members into one collection of pairs, whose values tell which member they are of. */
function flattened(members: readonly Member[]): Pairs {
  const pairsCoder = unionPairs(members);
  const tagged = members.map(({ name, pairs }, index) =>
    index === 0 ? pairs : tag(pairs, { name, defaultName: "Tag" }, index, pairsCoder),
  );
  const [first] = tagged;
  if (first === undefined) throw new Error("A coGroup has members.");
  const outputs = first.pipeline.step({
    name: { defaultName: "Flatten" },
    spec: { kind: "flatten" },
    inputs: new Map(tagged.map(({ node }, index) => [`input${String(index)}`, node])),
    outputs: new Map([
      [
        MAIN_OUTPUT,
        {
          coder: pairsCoder,
          windowing: first.node.windowing,
          isBounded: tagged.every(({ node }) => node.isBounded),
        },
      ],
    ]),
  });
  return outputs.get(MAIN_OUTPUT) as Pairs;
}

function tag(pairs: Pairs, name: StepName, index: number, coder: CoderDeclaration): Pairs {
  const fn = (value: unknown): UnionMember => new UnionMember(index, value);
  return addParDo(pairs, { ...name, name: `Tag ${name.name ?? ""}` }, { kind: "mapValues", fn }, coder);
}

function unionPairs(members: readonly Member[]): CoderDeclaration {
  const keys = members.map(({ pairs }): CoderDeclaration => ({ from: "keyOf", collection: pairs.node }));
  return { from: "pair", key: madeOf(keys, commonCoder), value: madeOf(valuesOf(members), unionCoder) };
}

function valuesOf(members: readonly Member[]): CoderDeclaration[] {
  return members.map(({ pairs }) => ({ from: "valueOf", collection: pairs.node }));
}

/** Takes the values of each group apart, by member. */
function split(groups: PCollection<KV<unknown, Iterable<unknown>>>, members: readonly Member[]): Pairs {
  const names = members.map(({ name }) => name);
  const coder: CoderDeclaration = {
    from: "pair",
    key: { from: "keyOf", collection: groups.node },
    value: madeOf(valuesOf(members), (coders) => recordOfIterables(names, coders)),
  };
  const fn = (values: unknown): object => {
    const parts = splitGroup(values as Iterable<unknown>, names.length);
    const group: Record<string, Iterable<unknown>> = {};
    for (let i = 0; i < names.length; i++) group[names[i] as string] = parts[i] as Iterable<unknown>;
    return group;
  };
  return addParDo(groups, { name: "Split", defaultName: "Split" }, { kind: "mapValues", fn }, coder);
}

function recordOfIterables(names: readonly string[], coders: readonly Coder<unknown>[]): Coder<unknown> {
  const parts = coders.map((coder, i): [string, Coder<unknown>] => [names[i] as string, iterableOf(coder)]);
  // What it takes is what `split` makes.
  return namedPartsCoder(new Map(parts));
}

function iterableOf(element: Coder<unknown>): Coder<unknown> {
  return iterableCoder(element) as Coder<unknown>;
}

function checkMembers(step: string, members: readonly Member[]): void {
  const windows = new Map<string, string>();
  const [first] = members;
  for (const { name, pairs } of members) {
    const { pipeline, node } = pairs;
    if (pipeline !== first?.pairs.pipeline) throw new ForeignCollectionError(step, captureCallSite());
    checkKeyCoder(node, step);
    const { windowFn } = node.windowing;
    windows.set(name, `${windowFn.toString()} (${name})`);
    if (!first.pairs.node.windowing.windowFn.isCompatible(windowFn)) {
      const told = [windows.get(first.name) ?? "", windows.get(name) ?? ""];
      throw new IncompatibleWindowsError(step, captureCallSite(), told);
    }
  }
}
