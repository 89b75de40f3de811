declare const valueType: unique symbol;

/** What a step reads beside its elements, by name: the types of the values that its function is given. */
export type SideTypes = Readonly<Record<string, unknown>>;

/** The side inputs of a step that has none. */
// eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- as a Record, messages would not name it
export type NoSide = { readonly [Name in never]: unknown };

/** How the elements of a PCollection are read as a side input. */
export type SideInputKind = "singleton" | "list" | "set" | "map" | "multimap" | "iterable" | "storedMultimap";

/** The pairs of a PCollection, in memory, by key. Keys are equal when their encodings are, whatever they are made of. */
export interface SideMultimap<K, V> {
  /** How many keys there are. */
  readonly size: number;
  /** Returns the values of a key, in no particular order: none where the key is unknown. */
  get(key: K): readonly V[];
  /** Says whether there is a pair of that key. */
  has(key: K): boolean;
  /** Returns the keys, each once. */
  keys(): Iterable<K>;
}

/** The pairs of a PCollection, by key, where they lie: nothing is kept in memory. */
export interface StoredMultimap<K, V> {
  /** Reads all values of a key, in no particular order: none where the key is unknown. */
  get(key: K): Promise<readonly V[]>;
  /** Reads the values of a key page by page, where they may be more than memory holds. */
  values(key: K): AsyncIterable<V>;
}

/** Declares that a DoFn reads a side input. Made by the functions of {@link sideInput}. */
export interface SideInputSpec<out V> {
  readonly kind: SideInputKind;
  readonly [valueType]?: V;
}

/** The side inputs that a DoFn declares, by name. */
export type SideInputSpecs = Readonly<Record<string, SideInputSpec<unknown>>>;

/** The values of declared side inputs. */
export type SideTypesOf<Specs extends SideInputSpecs> = [keyof Specs] extends [never]
  ? NoSide
  : { readonly [Name in keyof Specs]: Specs[Name] extends SideInputSpec<infer V> ? V : never };

function multimap<K, V>(): SideInputSpec<SideMultimap<K, V>>;
function multimap<K, V>(settings: { readonly inMemory: false }): SideInputSpec<StoredMultimap<K, V>>;
function multimap(settings?: { readonly inMemory: false }): SideInputSpec<never> {
  return { kind: settings?.inMemory === false ? "storedMultimap" : "multimap" };
}

/**
 * Declares what a {@link DoFn} reads beside its elements; which PCollections these are is said where it is applied.
 *
 * @example
 * ```ts
 * const keepKnown = doFn<Order>()({
 *   side: { customers: sideInput.set<string>() },
 *   process(order, { side, emit }) {
 *     if (side.customers.has(order.customer)) emit(order);
 *   },
 * });
 * const known = orders.parDo("Keep known", keepKnown, { side: { customers: names.asSet() } });
 * ```
 */
export const sideInput = Object.freeze({
  /** The only element: see {@link PCollection.asSingleton}. */
  singleton: <T>(): SideInputSpec<T> => ({ kind: "singleton" }),
  /** All elements: see {@link PCollection.asList}. */
  list: <T>(): SideInputSpec<readonly T[]> => ({ kind: "list" }),
  /** All different elements: see {@link PCollection.asSet}. */
  set: <T>(): SideInputSpec<ReadonlySet<T>> => ({ kind: "set" }),
  /** Pairs of different keys: see {@link PCollection.asMap}. */
  map: <K, V>(): SideInputSpec<ReadonlyMap<K, V>> => ({ kind: "map" }),
  /** Pairs by key: see {@link PCollection.asMultimap}. */
  multimap,
  /** Elements that may be more than memory holds: see {@link PCollection.asIterable}. */
  iterable: <T>(): SideInputSpec<AsyncIterable<T>> => ({ kind: "iterable" }),
});

/** How a step reads one of its side inputs: what the function table holds, and the kernel follows. */
export interface SideInputView {
  /** The name by which the step's function reads it. */
  readonly name: string;
  readonly kind: SideInputKind;
  /** The full name of the step that makes the collection, for messages. */
  readonly madeBy: string;
  /** What a singleton of no element is. */
  readonly fallback?: { readonly value: unknown };
}

/** Says whether the elements that are read must be pairs. */
export function readsPairs(kind: SideInputKind): boolean {
  return kind === "map" || kind === "multimap" || kind === "storedMultimap";
}
