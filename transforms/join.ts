import { coGroup, kvCoder, nullableCoder, valueCoder, type Coder, type KV, type PCollection } from "../sdk/index.ts";

/**
 * Returns, for each key that both collections have in a window, each value of this one with each of `right`.
 *
 * @throws IncompatibleWindowsError when their windows differ
 *
 * @example
 * ```ts
 * const paid = orders.apply(innerJoin(payments));    // PCollection<[string, [Order, Payment]]>
 * ```
 */
export function innerJoin<K, R>(
  right: PCollection<KV<K, R>>,
): <L>(left: PCollection<KV<K, L>>) => PCollection<[K, [L, R]]> {
  return function innerJoin<L>(left: PCollection<KV<K, L>>): PCollection<[K, [L, R]]> {
    return join(left, right, { left: matching(), right: matching() });
  };
}

/**
 * Returns what {@link innerJoin} does, and the values of this collection whose keys `right` doesn't have, with null.
 *
 * @throws IncompatibleWindowsError when their windows differ
 *
 * @example
 * ```ts
 * const unpaid = orders.apply(leftJoin(payments)).filter(([, [, payment]]) => payment === null);
 * ```
 */
export function leftJoin<K, R>(
  right: PCollection<KV<K, R>>,
): <L>(left: PCollection<KV<K, L>>) => PCollection<[K, [L, R | null]]> {
  return function leftJoin<L>(left: PCollection<KV<K, L>>): PCollection<[K, [L, R | null]]> {
    return join(left, right, { left: matching(), right: orNull() });
  };
}

/**
 * Returns what {@link innerJoin} does, and the values of `right` whose keys this collection doesn't have, with null.
 *
 * @throws IncompatibleWindowsError when their windows differ
 */
export function rightJoin<K, R>(
  right: PCollection<KV<K, R>>,
): <L>(left: PCollection<KV<K, L>>) => PCollection<[K, [L | null, R]]> {
  return function rightJoin<L>(left: PCollection<KV<K, L>>): PCollection<[K, [L | null, R]]> {
    return join(left, right, { left: orNull(), right: matching() });
  };
}

/**
 * Returns what {@link innerJoin} does, and the values of either collection whose keys the other doesn't have, with null.
 *
 * @throws IncompatibleWindowsError when their windows differ
 */
export function fullJoin<K, R>(
  right: PCollection<KV<K, R>>,
): <L>(left: PCollection<KV<K, L>>) => PCollection<[K, [L | null, R | null]]> {
  return function fullJoin<L>(left: PCollection<KV<K, L>>): PCollection<[K, [L | null, R | null]]> {
    return join(left, right, { left: orNull(), right: orNull() });
  };
}

/** What a join takes of the values that one collection has of a key. */
interface Side<V, O> {
  values(values: Iterable<V>): Iterable<O>;
  coder(values: Coder<unknown>): Coder<unknown>;
}

function matching<V>(): Side<V, V> {
  return { values: (values) => values, coder: (values) => values };
}

/** Has null stand for values where there are none. */
function orNull<V>(): Side<V, V | null> {
  return {
    values(values) {
      // They may be more than memory holds: whether there are any is seen by the first.
      const iterator = values[Symbol.iterator]();
      const isEmpty = iterator.next().done === true;
      iterator.return?.();
      return isEmpty ? [null] : values;
    },
    coder: (values) => (values === valueCoder ? values : nullableCoder(values)),
  };
}

function join<K, L, R, LO, RO>(
  left: PCollection<KV<K, L>>,
  right: PCollection<KV<K, R>>,
  sides: { readonly left: Side<L, LO>; readonly right: Side<R, RO> },
): PCollection<[K, [LO, RO]]> {
  const groups = coGroup({ left, right });
  const pairs = groups.flatMap("Pairs", ([key, group]) =>
    product(key, sides.left.values(group.left), sides.right.values(group.right)),
  );
  // Keys and values travel on by the coders that they have come by.
  pairs.pipeline.declareCoder(pairs.node, {
    from: "pair",
    key: { from: "keyOf", collection: groups.node },
    value: {
      from: "made",
      parts: [left, right].map(({ node }) => ({ from: "valueOf", collection: node })),
      make: ([one = valueCoder, other = valueCoder]) => kvCoder(sides.left.coder(one), sides.right.coder(other)),
    },
  });
  return pairs;
}

function* product<K, L, R>(key: K, left: Iterable<L>, right: Iterable<R>): Generator<[K, [L, R]]> {
  for (const one of left) {
    for (const other of right) yield [key, [one, other]];
  }
}
