import { encodeBytes, valueCoder, type KV, type PCollection } from "../sdk/index.ts";

/** How large batches become. */
export interface BatchOptions {
  /** How many values a batch has at most. */
  readonly size: number;
  /**
   * How many bytes the values of a batch have at most, as the value coder encodes them; a single value that has more is a
   * batch of its own. Without limit when left out: then nothing is measured.
   */
  readonly maxBytes?: number;
}

/**
 * Groups the values of each key and window into batches. All but the last ones of a key are full.
 *
 * @throws RangeError when a limit is not a whole number of at least 1
 *
 * @example
 * ```ts
 * const sent = eventsByTenant.apply(groupIntoBatches({ size: 500 })).map(async ([tenant, events]) => send(tenant, events));
 * ```
 */
export function groupIntoBatches(options: BatchOptions): <K, V>(input: PCollection<KV<K, V>>) => PCollection<[K, V[]]> {
  checkBatchOptions("groupIntoBatches", options);
  return function groupIntoBatches<K, V>(input: PCollection<KV<K, V>>): PCollection<[K, V[]]> {
    return input.groupByKey().flatMap("Batches", ([key, values]) => batchesOf(key, values, options));
  };
}

/** @throws RangeError when a limit is not a whole number of at least 1 */
export function checkBatchOptions(name: string, limits: object): void {
  for (const [limit, value] of Object.entries(limits)) {
    if (value === undefined || (Number.isSafeInteger(value) && Number(value) >= 1)) continue;
    throw new RangeError(`${name} takes whole numbers of at least 1; its ${limit} is ${String(value)}.`);
  }
}

function* batchesOf<K, V>(key: K, values: Iterable<V>, { size, maxBytes }: BatchOptions): Generator<[K, V[]]> {
  let batch: V[] = [];
  let bytes = 0;
  for (const value of values) {
    const added = maxBytes === undefined ? 0 : encodeBytes(valueCoder, value).length;
    if (batch.length > 0 && maxBytes !== undefined && bytes + added > maxBytes) {
      yield [key, batch];
      [batch, bytes] = [[], 0];
    }
    batch.push(value);
    bytes += added;
    if (batch.length < size) continue;
    yield [key, batch];
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield [key, batch];
}
