import type { Coder } from "../coders/coder.ts";
import type { CombineFn } from "../dofn/combine-fn.ts";
import type { CombineFnWithSide } from "../dofn/combine-fn-with-side.ts";
import type { ElementContext, OutputTypes } from "../dofn/contexts.ts";
import type { DoFn } from "../dofn/do-fn.ts";
import type { SideMultimap, SideTypes, StoredMultimap } from "../dofn/side-inputs.ts";
import type { CollectionNode } from "../graph/nodes.ts";
import { branch, type Branches, type Guards } from "../primitives/branch.ts";
import type { StepSettings } from "../graph/step-settings.ts";
import { combineGlobally, combinePerKey } from "../primitives/combine.ts";
import type {
  CombineGloballyOptions,
  CombineGloballyWithSideOptions,
  CombinePerKeyOptions,
  CombineWithSideOptions,
} from "../primitives/combine-options.ts";
import { keyedByElement } from "../primitives/keyed-by-element.ts";
import { groupByKey } from "../primitives/group-by-key.ts";
import type { ElementWiseOptions, ParDoArguments } from "../primitives/element-wise-options.ts";
import {
  elementWiseSafe,
  parDoSafe,
  type SafeOptions,
  type SafeOutputs,
  type SafeParDoArguments,
  type SafeParDoOutputs,
} from "../primitives/map-safe.ts";
import { parDo, elementWise, type ParDoOutput } from "../primitives/par-do.ts";
import { keys, keyBy, mapValues, values } from "../primitives/keyed.ts";
import { partition, type Partitions } from "../primitives/partition.ts";
import { redistribute, type RedistributeOptions } from "../primitives/redistribute.ts";
import { reshuffle } from "../primitives/reshuffle.ts";
import { SideInput, type NoSideInputs, type SideInputs, type SideValues } from "../primitives/side-input.ts";
import { timedValues } from "../primitives/timed-values.ts";
import { splitBy, type AllKinds, type SplitByKind } from "../primitives/split-by.ts";
import { swap } from "../primitives/swap.ts";
import { tap } from "../primitives/tap.ts";
import { withCoder, withSchema } from "../primitives/with-coder.ts";
import { windowInto, type WindowOptions } from "../primitives/window-into.ts";
import type { FromOptions } from "../schema/from-standard.ts";
import type { Schema } from "../schema/schema.ts";
import type { StandardRowSchema } from "../schema/standard-schema.ts";
import type { KV } from "../values/kv.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { Window } from "../values/window.ts";
import type { WindowFn } from "../windowing/window-fn.ts";
import { collect, take } from "./collect.ts";
import type { Element, Many } from "./element.ts";
import type { Pipeline } from "./pipeline.ts";
import { show } from "./show.ts";

declare const elementType: unique symbol;

type Instant = Timestamp | Date;

// Coders of pairs take read-only pairs too, though what they give back can be written to.
type Encodable<E> = E extends readonly unknown[] ? Readonly<E> : E;

/**
 * A distributed collection of elements of type `T`: what transforms take and return. It holds no elements itself; it
 * is a place in the graph of its pipeline.
 *
 * Each method takes the step's name first, or none: then the step is named after the method, and numbered.
 */
export class PCollection<out T> {
  declare readonly [elementType]: T;
  /** The pipeline that it belongs to. */
  readonly pipeline: Pipeline;
  /** @internal Its place in the graph. */
  readonly node: CollectionNode;

  /** @internal */
  constructor(pipeline: Pipeline, node: CollectionNode) {
    this.pipeline = pipeline;
    this.node = node;
  }

  /**
   * Applies a composite, which is a function of this PCollection, and returns what it returns.
   *
   * @example
   * ```ts
   * const counts = words.apply("Count", countPerElement());
   * ```
   */
  apply<O>(transform: (input: this) => O, settings?: StepSettings): O;
  apply<O>(name: string, transform: (input: this) => O, settings?: StepSettings): O;
  apply<O>(...args: unknown[]): O {
    return this.pipeline.composite(args, this, new Map([["input", this.node]])) as O;
  }

  /**
   * Returns what `fn` returns for each element. It may be asynchronous.
   *
   * @example
   * ```ts
   * const lengths = words.map((word) => [word, word.length]);    // PCollection<[string, number]>
   * ```
   */
  map<U extends Element, const S extends SideInputs = NoSideInputs>(
    fn: (element: T, context: ElementContext<SideValues<S>>) => U,
    options?: ElementWiseOptions<S>,
  ): PCollection<Awaited<U>>;
  map<U extends Element, const S extends SideInputs = NoSideInputs>(
    name: string,
    fn: (element: T, context: ElementContext<SideValues<S>>) => U,
    options?: ElementWiseOptions<S>,
  ): PCollection<Awaited<U>>;
  map(...args: unknown[]): PCollection<never> {
    return elementWise(this, "map", args);
  }

  /**
   * Returns all elements of what `fn` returns for each element: an array, a generator, an async generator, or a promise
   * of an iterable.
   *
   * @example
   * ```ts
   * const words = lines.flatMap((line) => line.split(" "));
   * ```
   */
  flatMap<U extends Element, const S extends SideInputs = NoSideInputs>(
    fn: (element: T, context: ElementContext<SideValues<S>>) => Many<U> | PromiseLike<Iterable<U>>,
    options?: ElementWiseOptions<S>,
  ): PCollection<U>;
  flatMap<U extends Element, const S extends SideInputs = NoSideInputs>(
    name: string,
    fn: (element: T, context: ElementContext<SideValues<S>>) => Many<U> | PromiseLike<Iterable<U>>,
    options?: ElementWiseOptions<S>,
  ): PCollection<U>;
  flatMap(...args: unknown[]): PCollection<never> {
    return elementWise(this, "flatMap", args);
  }

  /**
   * Returns the elements for which `predicate` returns a truthy value. A type guard narrows the type.
   *
   * @example
   * ```ts
   * const buys = events.filter((event) => event.kind === "buy");
   * ```
   */
  filter<E, U extends E, const S extends SideInputs = NoSideInputs>(
    this: PCollection<E>,
    predicate: (element: E, context: ElementContext<SideValues<S>>) => element is U,
    options?: ElementWiseOptions<S>,
  ): PCollection<U>;
  filter<E, U extends E, const S extends SideInputs = NoSideInputs>(
    this: PCollection<E>,
    name: string,
    predicate: (element: E, context: ElementContext<SideValues<S>>) => element is U,
    options?: ElementWiseOptions<S>,
  ): PCollection<U>;
  filter<const S extends SideInputs = NoSideInputs>(
    predicate: (element: T, context: ElementContext<SideValues<S>>) => unknown,
    options?: ElementWiseOptions<S>,
  ): PCollection<T>;
  filter<const S extends SideInputs = NoSideInputs>(
    name: string,
    predicate: (element: T, context: ElementContext<SideValues<S>>) => unknown,
    options?: ElementWiseOptions<S>,
  ): PCollection<T>;
  filter(...args: unknown[]): PCollection<never> {
    return elementWise(this, "filter", args);
  }

  /**
   * Applies a {@link DoFn}. Where it declares tagged outputs, an object of all outputs is returned: the main one as
   * `output`, each other under its tag.
   *
   * @example
   * ```ts
   * const { output: orders, rejected } = lines.parDo("Parse", parseOrders);
   * const known = orders.parDo("Keep known", keepKnown, { side: { customers: names.asSet() } });
   * ```
   */
  parDo<O, Tags extends OutputTypes, Side extends SideTypes>(
    fn: DoFn<T, O, Tags, Side>,
    ...options: ParDoArguments<Side>
  ): ParDoOutput<O, Tags>;
  parDo<O, Tags extends OutputTypes, Side extends SideTypes>(
    name: string,
    fn: DoFn<T, O, Tags, Side>,
    ...options: ParDoArguments<Side>
  ): ParDoOutput<O, Tags>;
  parDo(...args: unknown[]): never {
    return parDo(this, args);
  }

  /**
   * Like {@link PCollection.map}, but an element for which `fn` fails, after all attempts where `retry` is set, goes to
   * `errors` as a {@link DeadLetter} and the job goes on, as far as `errorBudget` allows. The step counts them as the
   * metric `deadLetters`.
   *
   * @example
   * ```ts
   * const { output: orders, errors } = lines.mapSafe("Parse", (line) => JSON.parse(line) as Order, {
   *   errorBudget: { maxShare: 0.01 },
   * });
   * errors.map(({ element, error }) => `${error.message}: ${element}`).apply(writeText("out/rejected"));
   * ```
   */
  mapSafe<U extends Element, const S extends SideInputs = NoSideInputs>(
    fn: (element: T, context: ElementContext<SideValues<S>>) => U,
    options?: SafeOptions<S>,
  ): SafeOutputs<Awaited<U>, T>;
  mapSafe<U extends Element, const S extends SideInputs = NoSideInputs>(
    name: string,
    fn: (element: T, context: ElementContext<SideValues<S>>) => U,
    options?: SafeOptions<S>,
  ): SafeOutputs<Awaited<U>, T>;
  mapSafe(...args: unknown[]): never {
    return elementWiseSafe(this, "map", args);
  }

  /**
   * Like {@link PCollection.flatMap}, but an element for which `fn` fails goes to `errors`, and nothing of what it had
   * returned by then to `output`: see {@link PCollection.mapSafe}.
   */
  flatMapSafe<U extends Element, const S extends SideInputs = NoSideInputs>(
    fn: (element: T, context: ElementContext<SideValues<S>>) => Many<U> | PromiseLike<Iterable<U>>,
    options?: SafeOptions<S>,
  ): SafeOutputs<U, T>;
  flatMapSafe<U extends Element, const S extends SideInputs = NoSideInputs>(
    name: string,
    fn: (element: T, context: ElementContext<SideValues<S>>) => Many<U> | PromiseLike<Iterable<U>>,
    options?: SafeOptions<S>,
  ): SafeOutputs<U, T>;
  flatMapSafe(...args: unknown[]): never {
    return elementWiseSafe(this, "flatMap", args);
  }

  /**
   * Like {@link PCollection.parDo}, but an element for which `process` fails goes to `errors`, and nothing of what was
   * emitted for it to other outputs: see {@link PCollection.mapSafe}.
   */
  parDoSafe<O, Tags extends OutputTypes, Needs extends SideTypes>(
    fn: DoFn<T, O, Tags, Needs>,
    ...options: SafeParDoArguments<Needs>
  ): SafeParDoOutputs<O, T, Tags>;
  parDoSafe<O, Tags extends OutputTypes, Needs extends SideTypes>(
    name: string,
    fn: DoFn<T, O, Tags, Needs>,
    ...options: SafeParDoArguments<Needs>
  ): SafeParDoOutputs<O, T, Tags>;
  parDoSafe(...args: unknown[]): never {
    return parDoSafe(this, args);
  }

  /**
   * Returns each element as a pair with the key that `fn` returns for it.
   *
   * @example
   * ```ts
   * const byTeam = plays.keyBy((play) => play.team);    // PCollection<[string, Play]>
   * ```
   */
  keyBy<K extends Element, const S extends SideInputs = NoSideInputs>(
    fn: (element: T, context: ElementContext<SideValues<S>>) => K,
    options?: ElementWiseOptions<S>,
  ): PCollection<[Awaited<K>, T]>;
  keyBy<K extends Element, const S extends SideInputs = NoSideInputs>(
    name: string,
    fn: (element: T, context: ElementContext<SideValues<S>>) => K,
    options?: ElementWiseOptions<S>,
  ): PCollection<[Awaited<K>, T]>;
  keyBy(...args: unknown[]): PCollection<never> {
    return keyBy(this, args);
  }

  /** Returns each pair with what `fn` returns for its value (and key) in the place of the value. */
  mapValues<K, V, U extends Element, const S extends SideInputs = NoSideInputs>(
    this: PCollection<KV<K, V>>,
    fn: (value: V, context: ElementContext<SideValues<S>>, key: K) => U,
    options?: ElementWiseOptions<S>,
  ): PCollection<[K, Awaited<U>]>;
  mapValues<K, V, U extends Element, const S extends SideInputs = NoSideInputs>(
    this: PCollection<KV<K, V>>,
    name: string,
    fn: (value: V, context: ElementContext<SideValues<S>>, key: K) => U,
    options?: ElementWiseOptions<S>,
  ): PCollection<[K, Awaited<U>]>;
  mapValues(...args: unknown[]): PCollection<never> {
    return mapValues(this, args);
  }

  /** Returns the key of each pair. */
  keys<K>(this: PCollection<KV<K, unknown>>, name?: string): PCollection<K> {
    return keys(this, name);
  }

  /** Returns the value of each pair. */
  values<V>(this: PCollection<KV<unknown, V>>, name?: string): PCollection<V> {
    return values(this, name);
  }

  /** Returns each pair with key and value exchanged. */
  swap<K, V>(this: PCollection<KV<K, V>>, name?: string): PCollection<[V, K]> {
    return swap(this, name);
  }

  /**
   * Groups pairs by key and window: returns each key once per window, with all of its values, which may be iterated
   * more than once.
   *
   * @throws NonDeterministicKeyError when the key's coder doesn't give equal keys equal bytes
   *
   * @example
   * ```ts
   * const sizes = byTeam.groupByKey().mapValues((plays) => [...plays].length);
   * ```
   */
  groupByKey<K, V>(this: PCollection<KV<K, V>>, name?: string): PCollection<[K, Iterable<V>]> {
    return groupByKey(this, name);
  }

  /**
   * Combines the values of each key and window into one. A runner combines as early as it can, so it is cheaper than
   * grouping.
   *
   * A CombineFn that reads side inputs is given them by the options, in a step with a name.
   *
   * @throws NonDeterministicKeyError when the key's coder doesn't give equal keys equal bytes
   *
   * @example
   * ```ts
   * const scores = plays.keyBy((play) => play.team).mapValues((play) => play.score).combinePerKey(sum());
   * const spread = visits.combinePerKey(count(), { hotKeyFanout: (page) => (page === "/" ? 16 : 1) });
   * ```
   */
  combinePerKey<K, V, A, O>(this: PCollection<KV<K, V>>, fn: CombineFn<V, A, O>): PCollection<[K, O]>;
  // One signature of two arguments: among several, the compiler's message would name none of them.
  combinePerKey<K, V, A, O>(
    this: PCollection<KV<K, V>>,
    nameOrFn: string | CombineFn<V, A, O>,
    fnOrOptions: CombineFn<V, A, O> | CombinePerKeyOptions<K> | undefined,
  ): PCollection<[K, O]>;
  combinePerKey<K, V, A, O>(
    this: PCollection<KV<K, V>>,
    name: string,
    fn: CombineFn<V, A, O>,
    options: CombinePerKeyOptions<K> | undefined,
  ): PCollection<[K, O]>;
  combinePerKey<K, V, A, O, Side extends SideTypes>(
    this: PCollection<KV<K, V>>,
    name: string,
    fn: CombineFnWithSide<V, A, O, Side>,
    options: CombineWithSideOptions<Side>,
  ): PCollection<[K, O]>;
  combinePerKey(...args: unknown[]): PCollection<never> {
    return combinePerKey(this, args);
  }

  /**
   * Combines all elements of each window into one. In the global window there is a result even for no elements, that of
   * an accumulator without input, unless `emptyDefault` is false.
   *
   * @throws EmptyDefaultError when `emptyDefault` is true and the windows are not the global one
   *
   * @example
   * ```ts
   * const total = words.map((word) => word.length).combineGlobally(sum());
   * const longest = words.combineGlobally(max(byLength), { emptyDefault: false });
   * ```
   */
  combineGlobally<A, O>(fn: CombineFn<T, A, O>): PCollection<O>;
  combineGlobally<A, O>(
    nameOrFn: string | CombineFn<T, A, O>,
    fnOrOptions: CombineFn<T, A, O> | CombineGloballyOptions | undefined,
  ): PCollection<O>;
  combineGlobally<A, O>(
    name: string,
    fn: CombineFn<T, A, O>,
    options: CombineGloballyOptions | undefined,
  ): PCollection<O>;
  combineGlobally<A, O, Side extends SideTypes>(
    name: string,
    fn: CombineFnWithSide<T, A, O, Side>,
    options: CombineGloballyWithSideOptions<Side>,
  ): PCollection<O>;
  combineGlobally(...args: unknown[]): PCollection<never> {
    return combineGlobally(this, args);
  }

  /** @internal Returns each element as a pair whose key is the element itself, written by the element's own coder. */
  keyedByElement(name: string): PCollection<[T, T]> {
    return keyedByElement(this, name);
  }

  /** @internal Returns each pair with its timestamp beside the value. */
  withTimedValues<K, V>(this: PCollection<KV<K, V>>, name: string): PCollection<[K, [Timestamp, V]]> {
    return timedValues(this, name);
  }

  /**
   * Assigns windows to the elements, by their timestamps; groups and combinations are then per window.
   *
   * @example
   * ```ts
   * const hourly = plays.withTimestamps((play) => play.at).window(fixedWindows(hours(1)));
   * ```
   */
  window(windowFn: WindowFn<Window, T>, options?: WindowOptions): PCollection<T>;
  window(name: string, windowFn: WindowFn<Window, T>, options?: WindowOptions): PCollection<T>;
  window(...args: unknown[]): PCollection<T> {
    return windowInto(this, args);
  }

  /**
   * Sets the event time of each element to what `fn` returns: a Date, or milliseconds since the epoch. It may be
   * asynchronous.
   *
   * @example
   * ```ts
   * const timed = plays.withTimestamps((play) => new Date(play.startedAt));
   * ```
   */
  withTimestamps<const S extends SideInputs = NoSideInputs>(
    fn: (element: T, context: ElementContext<SideValues<S>>) => Instant | PromiseLike<Instant>,
    options?: ElementWiseOptions<S>,
  ): PCollection<T>;
  withTimestamps<const S extends SideInputs = NoSideInputs>(
    name: string,
    fn: (element: T, context: ElementContext<SideValues<S>>) => Instant | PromiseLike<Instant>,
    options?: ElementWiseOptions<S>,
  ): PCollection<T>;
  withTimestamps(...args: unknown[]): PCollection<T> {
    return elementWise(this, "withTimestamps", args);
  }

  /**
   * Calls `fn` for each element, waits for what it returns, and passes the element on as it is: for what is done beside.
   *
   * @example
   * ```ts
   * const seen = orders.tap((order, { metrics }) => metrics.counter("orders").inc());
   * ```
   */
  tap<const S extends SideInputs = NoSideInputs>(
    fn: (element: T, context: ElementContext<SideValues<S>>) => unknown,
    options?: ElementWiseOptions<S>,
  ): PCollection<T>;
  tap<const S extends SideInputs = NoSideInputs>(
    name: string,
    fn: (element: T, context: ElementContext<SideValues<S>>) => unknown,
    options?: ElementWiseOptions<S>,
  ): PCollection<T>;
  tap(...args: unknown[]): PCollection<T> {
    return tap(this, args);
  }

  /**
   * Splits a discriminated union: returns, for each kind, the elements of it. An element of a kind that is not listed
   * fails the job.
   *
   * @param tag - the property that tells the members apart
   * @param kinds - all of its values
   *
   * @example
   * ```ts
   * const { click, buy } = events.splitBy("kind", ["click", "buy"]);    // PCollection<Click>, PCollection<Buy>
   * ```
   */
  splitBy<E, Tag extends keyof E & string, const Kinds extends readonly (E[Tag] & string)[]>(
    this: PCollection<E>,
    tag: Tag,
    kinds: AllKinds<E[Tag], Kinds>,
  ): SplitByKind<E, Tag, Kinds>;
  splitBy<E, Tag extends keyof E & string, const Kinds extends readonly (E[Tag] & string)[]>(
    this: PCollection<E>,
    name: string,
    tag: Tag,
    kinds: AllKinds<E[Tag], Kinds>,
  ): SplitByKind<E, Tag, Kinds>;
  splitBy(...args: unknown[]): never {
    return splitBy(this, args) as never;
  }

  /**
   * Passes each element on to the output of the first guard that lets it through, and to `rest` where none does. Type
   * guards narrow the types of their outputs, and of the rest.
   *
   * @param guards - functions that return true or false, by the name of the output
   *
   * @example
   * ```ts
   * const { big, rest } = orders.branch({ big: (order) => order.price > 1000 });
   * ```
   */
  branch<E, G extends Guards<E>>(this: PCollection<E>, guards: G & Guards<E>): Branches<E, G>;
  branch<E, G extends Guards<E>>(this: PCollection<E>, name: string, guards: G & Guards<E>): Branches<E, G>;
  branch(...args: unknown[]): never {
    return branch(this, args) as never;
  }

  /**
   * Passes each element on to one of `count` outputs: that whose index `fn` returns.
   *
   * @example
   * ```ts
   * const [train, test] = rows.partition(2, (row) => (row.id % 10 === 0 ? 1 : 0));
   * ```
   */
  partition<const N extends number>(
    count: N,
    fn: (element: T, context: ElementContext) => number | PromiseLike<number>,
  ): Partitions<T, N>;
  partition<const N extends number>(
    name: string,
    count: N,
    fn: (element: T, context: ElementContext) => number | PromiseLike<number>,
  ): Partitions<T, N>;
  partition(...args: unknown[]): never {
    return partition(this, args) as never;
  }

  /**
   * Returns the same elements, redistributed: what follows is not fused with what came before, and can run in parallel
   * where few elements become many.
   */
  reshuffle(name?: string): PCollection<T> {
    return reshuffle(this, name);
  }

  /**
   * Returns this PCollection as a side input that is its only element, or `default` where there is none. Without a default,
   * a window without an element fails the job, as one with several always does, when an element reads it.
   *
   * @example
   * ```ts
   * const total = lengths.combineGlobally(sum());
   * const shares = lengths.map((length, { side }) => length / side.total, { side: { total: total.asSingleton() } });
   * ```
   */
  asSingleton(): SideInput<T>;
  asSingleton<const D>(options: { readonly default: D }): SideInput<T | D>;
  asSingleton(options?: { readonly default: unknown }): SideInput<unknown> {
    const fallback = options !== undefined && "default" in options ? { value: options.default } : undefined;
    return new SideInput(this, "singleton", fallback);
  }

  /** Returns this PCollection as a side input that is an array of its elements, in no particular order, in memory. */
  asList(): SideInput<readonly T[]> {
    return new SideInput(this, "list");
  }

  /**
   * Returns this PCollection as a side input that is the set of its elements, in memory. Elements are equal as keys are:
   * when their encodings are, so that sets of pairs and objects find what is equal to their elements.
   *
   * @example
   * ```ts
   * const kept = words.filter((word, { side }) => !side.stop.has(word), { side: { stop: stopWords.asSet() } });
   * ```
   */
  asSet(): SideInput<ReadonlySet<T>> {
    return new SideInput(this, "set");
  }

  /**
   * Returns this PCollection of pairs as a side input that is a map, in memory. A key that is there twice fails the job
   * when an element reads the map. Keys are equal when their encodings are.
   *
   * @throws NonDeterministicKeyError where it is used, when the key's coder doesn't give equal keys equal bytes
   *
   * @example
   * ```ts
   * const named = orders.map((order, { side }) => ({ ...order, name: side.names.get(order.customer) }), {
   *   side: { names: customers.asMap() },
   * });
   * ```
   */
  asMap<K, V>(this: PCollection<KV<K, V>>): SideInput<ReadonlyMap<K, V>> {
    return new SideInput(this, "map");
  }

  /**
   * Returns this PCollection of pairs as a side input that has the values of each key: in memory, or with
   * `inMemory: false` where they lie, to be awaited, with no limit to how much they are.
   *
   * @throws NonDeterministicKeyError where it is used, when the key's coder doesn't give equal keys equal bytes
   *
   * @example
   * ```ts
   * const rated = films.map(async (film, { side }) => ({ film, ratings: await side.ratings.get(film.id) }), {
   *   side: { ratings: ratings.asMultimap({ inMemory: false }) },
   *   concurrency: 50,
   * });
   * ```
   */
  asMultimap<K, V>(this: PCollection<KV<K, V>>): SideInput<SideMultimap<K, V>>;
  asMultimap<K, V>(
    this: PCollection<KV<K, V>>,
    settings: { readonly inMemory: false },
  ): SideInput<StoredMultimap<K, V>>;
  asMultimap(settings?: { readonly inMemory: boolean }): SideInput<never> {
    return new SideInput(this, settings?.inMemory === false ? "storedMultimap" : "multimap");
  }

  /**
   * Returns this PCollection as a side input whose elements are read page by page, anew with each iteration, and never lie
   * in memory as a whole.
   *
   * @example
   * ```ts
   * const nearest = points.map(async (point, { side }) => nearestOf(point, side.others), {
   *   side: { others: others.asIterable() },
   * });
   * ```
   */
  asIterable(): SideInput<AsyncIterable<T>> {
    return new SideInput(this, "iterable");
  }

  /**
   * Returns the same elements, moved between workers: what follows is not fused with what came before. It is
   * {@link PCollection.reshuffle} for runners that can do with less, where the options say so.
   *
   * @example
   * ```ts
   * const pages = few.redistribute({ allowDuplicates: true }).map(async (url) => fetchPage(url));
   * ```
   */
  redistribute(options?: RedistributeOptions): PCollection<T>;
  redistribute(name: string, options?: RedistributeOptions): PCollection<T>;
  redistribute(...args: unknown[]): PCollection<T> {
    return redistribute(this, args, "redistribute");
  }

  /**
   * Returns the same pairs, moved between workers so that those of one key stay together.
   *
   * @throws NonDeterministicKeyError when the key's coder doesn't give equal keys equal bytes
   */
  redistributeByKey<K, V>(this: PCollection<KV<K, V>>, options?: RedistributeOptions): PCollection<T>;
  redistributeByKey<K, V>(this: PCollection<KV<K, V>>, name: string, options?: RedistributeOptions): PCollection<T>;
  redistributeByKey(...args: unknown[]): PCollection<T> {
    return redistribute(this, args, "redistributeByKey");
  }

  /**
   * Names the coder of this PCollection's elements, where they leave memory. Without it, a coder is found that carries
   * every JavaScript value.
   *
   * @param coder - takes all of the elements; what it gives back is the type of those of the result
   * @returns this PCollection
   * @throws CoderAlreadySetError when a coder or a schema was named before
   *
   * @example
   * ```ts
   * const ids = lines.map((line) => Number(line)).withCoder(varintCoder);
   * ```
   */
  withCoder<E>(this: PCollection<NoInfer<Encodable<E>>>, coder: Coder<E>): PCollection<E> {
    return withCoder(this, coder);
  }

  /**
   * Names the schema of this PCollection's elements: they are encoded as Beam rows, which other SDKs and systems read. A
   * library's schema, such as zod's or arktype's, names the rows that it gives; elements are not validated by it, which is
   * what `validate` of purlin/transforms does. The types of fields can be named in the place of those that are derived:
   * see `schema.from`.
   *
   * @param schema - of rows that all of the elements are
   * @returns this PCollection
   * @throws CoderAlreadySetError when a coder or a schema was named before
   * @throws SchemaError when no row can be derived from a library's schema
   *
   * @example
   * ```ts
   * const orders = parsed.withSchema(schema.struct({ id: schema.int64(), price: schema.double() }));
   * const plays = events.withSchema(z.object({ user: z.string(), at: z.date() }));
   * ```
   */
  withSchema<R extends object>(
    this: PCollection<NoInfer<R>>,
    schema: Schema<R> | StandardRowSchema<unknown, R>,
    options?: FromOptions<NoInfer<R>>,
  ): PCollection<R> {
    return withSchema(this, schema, options);
  }

  /**
   * Runs the steps that this PCollection is made by, and no others, and returns its elements, in no particular order. Each
   * call runs them anew, in this process or by workers of an engine that call back into it; nothing of the pipeline is
   * changed.
   *
   * @throws UnboundedCollectionError when it has no end
   * @throws PurlinError when the steps can't be run, or their job fails
   *
   * @example
   * ```ts
   * const counts = new Map(await words.apply(countPerElement()).collect());
   * ```
   */
  collect(): Promise<T[]> {
    return collect(this, "collect");
  }

  /**
   * Runs the steps that this PCollection is made by until there are `n` elements of it, and returns these: any, and fewer
   * only where there are no more. See `limit` of `purlin/transforms` for a PCollection of so many.
   *
   * @param n - a whole number, at least 1
   * @throws RangeError when it is none
   */
  take(n: number): Promise<T[]> {
    return take(this, "take", n);
  }

  /** Prints the first elements that {@link PCollection.take} gives as a table, on standard output. */
  show(n = 20): Promise<void> {
    return show(this, n);
  }
}

/** @internal Finds the PCollections in what a transform returns: itself, or the members of an array or object, by tag. */
export function collectionsIn(output: unknown): ReadonlyMap<string, CollectionNode> {
  if (output instanceof PCollection) return new Map([["output", output.node]]);
  const found = new Map<string, CollectionNode>();
  if (typeof output !== "object" || output === null) return found;
  for (const [tag, member] of Object.entries(output)) {
    if (member instanceof PCollection) found.set(tag, member.node);
  }
  return found;
}
