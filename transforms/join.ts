import { coGroup, type KV, type PCollection } from "../sdk/index.ts";

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
    return coGroup({ left, right }).flatMap("Pairs", ([key, group]) => product(key, group.left, group.right));
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
    return coGroup({ left, right }).flatMap("Pairs", ([key, group]) => product(key, group.left, orNull(group.right)));
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
    return coGroup({ left, right }).flatMap("Pairs", ([key, group]) => product(key, orNull(group.left), group.right));
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
    return coGroup({ left, right }).flatMap("Pairs", ([key, group]) =>
      product(key, orNull(group.left), orNull(group.right)),
    );
  };
}

function* product<K, L, R>(key: K, left: Iterable<L>, right: Iterable<R>): Generator<[K, [L, R]]> {
  for (const one of left) {
    for (const other of right) yield [key, [one, other]];
  }
}

function orNull<T>(values: Iterable<T>): Iterable<T | null> {
  // They may be more than memory holds: whether there are any is seen by the first.
  const iterator = values[Symbol.iterator]();
  const isEmpty = iterator.next().done === true;
  iterator.return?.();
  return isEmpty ? [null] : values;
}
