/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument,
   @typescript-eslint/no-unsafe-class-instance-assignment -- what doesn't compile has no type */
import { describe, expectTypeOf, it } from "vitest";
import {
  doFn,
  output,
  seconds,
  sideInput,
  type ElementContext,
  type PCollection,
  type SideInput,
  type SideMultimap,
  type StoredMultimap,
} from "../index.ts";

interface Order {
  readonly id: number;
  readonly customer: string;
}

declare const words: PCollection<string>;
declare const numbers: PCollection<number>;
declare const orders: PCollection<Order>;
declare const pairs: PCollection<[string, Order]>;

describe("a view of a PCollection", () => {
  it("says what a function reads", () => {
    expectTypeOf(words.asSingleton()).toEqualTypeOf<SideInput<string>>();
    expectTypeOf(words.asSingleton({ default: null })).toEqualTypeOf<SideInput<string | null>>();
    expectTypeOf(numbers.asSingleton({ default: 0 })).toExtend<SideInput<number>>();
    expectTypeOf(words.asList()).toEqualTypeOf<SideInput<readonly string[]>>();
    expectTypeOf(words.asSet()).toEqualTypeOf<SideInput<ReadonlySet<string>>>();
    expectTypeOf(words.asIterable()).toEqualTypeOf<SideInput<AsyncIterable<string>>>();
    expectTypeOf(pairs.asMap()).toEqualTypeOf<SideInput<ReadonlyMap<string, Order>>>();
    expectTypeOf(pairs.asMultimap()).toEqualTypeOf<SideInput<SideMultimap<string, Order>>>();
    expectTypeOf(pairs.asMultimap({ inMemory: false })).toEqualTypeOf<SideInput<StoredMultimap<string, Order>>>();
  });

  it("is a map of pairs alone", () => {
    // @ts-expect-error -- words are no pairs
    words.asMap();
    // @ts-expect-error -- words are no pairs
    words.asMultimap();
  });
});

describe("the function of an element-wise step", () => {
  it("is told the types of its side inputs by the options", () => {
    const kept = words.map(
      (word, { side }) => {
        expectTypeOf(side.stop).toEqualTypeOf<ReadonlySet<string>>();
        expectTypeOf(side.count).toEqualTypeOf<number>();
        return side.stop.has(word) ? null : word;
      },
      { side: { stop: words.asSet(), count: numbers.asSingleton() } },
    );
    expectTypeOf(kept).toEqualTypeOf<PCollection<string | null>>();
  });

  it("still infers pairs", () => {
    const lengths = words.map("Lengths", (word, { side }) => [word, side.all.length], {
      side: { all: words.asList() },
    });
    expectTypeOf(lengths).toEqualTypeOf<PCollection<[string, number]>>();
  });

  it("reads them in every method", () => {
    const side = { byKey: pairs.asMap() };
    const found = words.flatMap((word, context) => [context.side.byKey.get(word)], { side });
    expectTypeOf(found).toEqualTypeOf<PCollection<Order | undefined>>();
    expectTypeOf(words.filter("Known", (word, context) => context.side.byKey.has(word), { side })).toEqualTypeOf<
      PCollection<string>
    >();
    const known = words.keyBy((word, context) => context.side.byKey.get(word)?.id ?? 0, { side });
    expectTypeOf(known).toEqualTypeOf<PCollection<[number, string]>>();
    const named = pairs.mapValues((_, context, key) => `${key}: ${String(context.side.byKey.size)}`, { side });
    expectTypeOf(named).toEqualTypeOf<PCollection<[string, string]>>();
    const timed = words.withTimestamps((word, context) => context.side.byKey.get(word)?.id ?? 0, { side });
    expectTypeOf(timed).toEqualTypeOf<PCollection<string>>();
  });

  it("may be asynchronous, and takes the options of such functions too", () => {
    const counted = words.map(
      async (word, { side }) => {
        let count = 0;
        for await (const other of side.others) if (other === word) count++;
        return [word, count];
      },
      { side: { others: words.asIterable() }, concurrency: 10, timeout: seconds(5), displayData: { kind: "count" } },
    );
    expectTypeOf(counted).toExtend<PCollection<unknown>>();
    words.map((word) => word, { concurrency: 2 });
    // @ts-expect-error -- there is no such option
    words.map((word) => word, { concurency: 2 });
  });

  it("narrows by a type guard that reads a side input", () => {
    const mixed = words as PCollection<string | number>;
    const narrowed = mixed.filter((word, { side }): word is string => side.stop.has(String(word)), {
      side: { stop: words.asSet() },
    });
    expectTypeOf(narrowed).toEqualTypeOf<PCollection<string>>();
  });

  it("reads nothing that it is not given", () => {
    // @ts-expect-error -- the step has no side inputs
    words.map((word, { side }) => side.stop);
    // @ts-expect-error -- it has one of another name
    words.map((word, { side }) => side.stop, { side: { start: words.asSet() } });
    // @ts-expect-error -- a PCollection has to be read as something
    words.map((word) => word, { side: { stop: words } });
  });

  it("may be written apart, over the context that it needs", () => {
    function isKept(word: string, { side }: ElementContext<{ stop: ReadonlySet<string> }>): boolean {
      return !side.stop.has(word);
    }
    expectTypeOf(words.filter(isKept, { side: { stop: words.asSet() } })).toEqualTypeOf<PCollection<string>>();
    // @ts-expect-error -- it needs a set
    words.filter(isKept, { side: { stop: words.asList() } });
    // @ts-expect-error -- it needs a side input
    words.filter(isKept);
    const plain = (word: string, { timestamp }: ElementContext): number => word.length + timestamp;
    expectTypeOf(words.map(plain, { side: { stop: words.asSet() } })).toEqualTypeOf<PCollection<number>>();
  });
});

describe("a DoFn", () => {
  const keepKnown = doFn<Order, Order>()({
    side: { customers: sideInput.set<string>(), rate: sideInput.singleton<number>() },
    process(order, { side, emit }) {
      expectTypeOf(side.customers).toEqualTypeOf<ReadonlySet<string>>();
      expectTypeOf(side.rate).toEqualTypeOf<number>();
      if (side.customers.has(order.customer)) emit(order);
    },
  });

  it("is given what it declares", () => {
    const side = { customers: words.asSet(), rate: numbers.asSingleton({ default: 1 }) };
    expectTypeOf(orders.parDo(keepKnown, { side })).toEqualTypeOf<PCollection<Order>>();
    expectTypeOf(orders.parDo("Keep known", keepKnown, { side, concurrency: 3 })).toEqualTypeOf<PCollection<Order>>();
  });

  it("is not applied without", () => {
    // @ts-expect-error -- it reads side inputs
    orders.parDo(keepKnown);
    // @ts-expect-error -- it reads side inputs
    orders.parDo("Keep known", keepKnown, {});
    // @ts-expect-error -- one of them is missing
    orders.parDo(keepKnown, { side: { customers: words.asSet() } });
    // @ts-expect-error -- a list is no set
    orders.parDo(keepKnown, { side: { customers: words.asList(), rate: numbers.asSingleton() } });
    // @ts-expect-error -- a singleton of a string is none of a number
    orders.parDo(keepKnown, { side: { customers: words.asSet(), rate: words.asSingleton() } });
  });

  it("has tagged outputs and resources beside them", () => {
    const split = doFn<string, number>()({
      side: {
        many: sideInput.multimap<string, Order>(),
        stored: sideInput.multimap<string, Order>({ inMemory: false }),
      },
      outputs: { unknown: output<string>() },
      setup: () => ({ scale: 2 }),
      async process(word, { side, emit, emitTo, resources }) {
        expectTypeOf(side.many).toEqualTypeOf<SideMultimap<string, Order>>();
        expectTypeOf(await side.stored.get(word)).toEqualTypeOf<readonly Order[]>();
        emit(side.many.get(word).length * resources.scale);
        emitTo("unknown", word);
      },
    });
    const outputs = words.parDo(split, {
      side: { many: pairs.asMultimap(), stored: pairs.asMultimap({ inMemory: false }) },
    });
    expectTypeOf(outputs.output).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(outputs.unknown).toEqualTypeOf<PCollection<string>>();
  });

  it("that declares none reads none", () => {
    const none = doFn<string>()({
      process(_, { side, emit }) {
        // @ts-expect-error -- it declares no side input
        emit(side.stop);
      },
    });
    expectTypeOf(words.parDo(none)).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(words.parDo(none, { concurrency: 2 })).toEqualTypeOf<PCollection<string>>();
    // @ts-expect-error -- it declares no side input
    words.parDo(none, { side: { stop: words.asSet() } });
  });
});
