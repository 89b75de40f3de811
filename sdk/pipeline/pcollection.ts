import type { Coder } from "../coders/coder.ts";
import type { CombineFn } from "../dofn/combine-fn.ts";
import type { ElementContext, OutputTypes } from "../dofn/contexts.ts";
import type { DoFn } from "../dofn/do-fn.ts";
import type { CollectionNode } from "../graph/nodes.ts";
import { combineGlobally, combinePerKey } from "../primitives/combine.ts";
import { groupByKey } from "../primitives/group-by-key.ts";
import { parDo, elementWise, type ParDoOutput } from "../primitives/par-do.ts";
import { keys, keyBy, mapValues, values } from "../primitives/keyed.ts";
import { reshuffle } from "../primitives/reshuffle.ts";
import { withCoder, withSchema } from "../primitives/with-coder.ts";
import { windowInto, type WindowOptions } from "../primitives/window-into.ts";
import type { Schema } from "../schema/schema.ts";
import type { KV } from "../values/kv.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { WindowFn } from "../windowing/window-fn.ts";
import type { Element, Many } from "./element.ts";
import type { Pipeline } from "./pipeline.ts";

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
  apply<O>(transform: (input: this) => O): O;
  apply<O>(name: string, transform: (input: this) => O): O;
  apply<O>(nameOrTransform: string | ((input: this) => O), named?: (input: this) => O): O {
    return this.pipeline.composite(nameOrTransform, named, this, new Map([["input", this.node]]));
  }

  /**
   * Returns what `fn` returns for each element. It may be asynchronous.
   *
   * @example
   * ```ts
   * const lengths = words.map((word) => [word, word.length]);    // PCollection<[string, number]>
   * ```
   */
  map<U extends Element>(fn: (element: T, context: ElementContext) => U): PCollection<Awaited<U>>;
  map<U extends Element>(name: string, fn: (element: T, context: ElementContext) => U): PCollection<Awaited<U>>;
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
  flatMap<U extends Element>(
    fn: (element: T, context: ElementContext) => Many<U> | PromiseLike<Iterable<U>>,
  ): PCollection<U>;
  flatMap<U extends Element>(
    name: string,
    fn: (element: T, context: ElementContext) => Many<U> | PromiseLike<Iterable<U>>,
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
  filter<E, U extends E>(
    this: PCollection<E>,
    predicate: (element: E, context: ElementContext) => element is U,
  ): PCollection<U>;
  filter<E, U extends E>(
    this: PCollection<E>,
    name: string,
    predicate: (element: E, context: ElementContext) => element is U,
  ): PCollection<U>;
  filter(predicate: (element: T, context: ElementContext) => unknown): PCollection<T>;
  filter(name: string, predicate: (element: T, context: ElementContext) => unknown): PCollection<T>;
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
   * ```
   */
  parDo<O, Tags extends OutputTypes>(fn: DoFn<T, O, Tags>): ParDoOutput<O, Tags>;
  parDo<O, Tags extends OutputTypes>(name: string, fn: DoFn<T, O, Tags>): ParDoOutput<O, Tags>;
  parDo(...args: unknown[]): never {
    return parDo(this, args);
  }

  /**
   * Returns each element as a pair with the key that `fn` returns for it.
   *
   * @example
   * ```ts
   * const byTeam = plays.keyBy((play) => play.team);    // PCollection<[string, Play]>
   * ```
   */
  keyBy<K extends Element>(fn: (element: T, context: ElementContext) => K): PCollection<[Awaited<K>, T]>;
  keyBy<K extends Element>(name: string, fn: (element: T, context: ElementContext) => K): PCollection<[Awaited<K>, T]>;
  keyBy(...args: unknown[]): PCollection<never> {
    return keyBy(this, args);
  }

  /** Returns each pair with what `fn` returns for its value (and key) in the place of the value. */
  mapValues<K, V, U extends Element>(
    this: PCollection<KV<K, V>>,
    fn: (value: V, context: ElementContext, key: K) => U,
  ): PCollection<[K, Awaited<U>]>;
  mapValues<K, V, U extends Element>(
    this: PCollection<KV<K, V>>,
    name: string,
    fn: (value: V, context: ElementContext, key: K) => U,
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
   * @throws NonDeterministicKeyError when the key's coder doesn't give equal keys equal bytes
   *
   * @example
   * ```ts
   * const scores = plays.keyBy((play) => play.team).mapValues((play) => play.score).combinePerKey(sum());
   * ```
   */
  combinePerKey<K, V, A, O>(this: PCollection<KV<K, V>>, fn: CombineFn<V, A, O>): PCollection<[K, O]>;
  combinePerKey<K, V, A, O>(this: PCollection<KV<K, V>>, name: string, fn: CombineFn<V, A, O>): PCollection<[K, O]>;
  combinePerKey(...args: unknown[]): PCollection<never> {
    return combinePerKey(this, args);
  }

  /**
   * Combines all elements of each window into one. In the global window there is a result even for no elements: that of
   * an accumulator without input.
   *
   * @example
   * ```ts
   * const total = words.map((word) => word.length).combineGlobally(sum());
   * ```
   */
  combineGlobally<A, O>(fn: CombineFn<T, A, O>): PCollection<O>;
  combineGlobally<A, O>(name: string, fn: CombineFn<T, A, O>): PCollection<O>;
  combineGlobally(...args: unknown[]): PCollection<never> {
    return combineGlobally(this, args);
  }

  /**
   * Assigns windows to the elements, by their timestamps; groups and combinations are then per window.
   *
   * @example
   * ```ts
   * const hourly = plays.withTimestamps((play) => play.at).window(fixedWindows(hours(1)));
   * ```
   */
  window(windowFn: WindowFn, options?: WindowOptions): PCollection<T>;
  window(name: string, windowFn: WindowFn, options?: WindowOptions): PCollection<T>;
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
  withTimestamps(fn: (element: T, context: ElementContext) => Instant | PromiseLike<Instant>): PCollection<T>;
  withTimestamps(
    name: string,
    fn: (element: T, context: ElementContext) => Instant | PromiseLike<Instant>,
  ): PCollection<T>;
  withTimestamps(...args: unknown[]): PCollection<T> {
    return elementWise(this, "withTimestamps", args);
  }

  /**
   * Returns the same elements, redistributed: what follows is not fused with what came before, and can run in parallel
   * where few elements become many.
   */
  reshuffle(name?: string): PCollection<T> {
    return reshuffle(this, name);
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
   * Names the schema of this PCollection's elements: they are encoded as Beam rows, which other SDKs and systems read.
   *
   * @param schema - of rows that all of the elements are
   * @returns this PCollection
   * @throws CoderAlreadySetError when a coder or a schema was named before
   *
   * @example
   * ```ts
   * const orders = parsed.withSchema(schema.struct({ id: schema.int64(), price: schema.double() }));
   * ```
   */
  withSchema<R extends object>(this: PCollection<NoInfer<R>>, schema: Schema<R>): PCollection<R> {
    return withSchema(this, schema);
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
