import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { errorOf } from "../../../test/direct/error-of.ts";
import {
  doFn,
  fixedWindows,
  millis,
  Pipeline,
  registerClass,
  valueCoderOf,
  type CombineFn,
  type PCollection,
} from "../../index.ts";
import { UserFunctionError } from "../user-function-error.ts";
import { MutatedElementError } from "./strict-errors.ts";

interface Order {
  id: number;
  seen?: boolean;
  items: { price: number }[];
}

const order = (): Order => ({ id: 1, items: [{ price: 2 }] });

function strict(): Pipeline {
  return Pipeline.create({ quiet: true, strict: true });
}

class Basket {
  readonly items: string[] = [];
}
registerClass(Basket, { name: "strict.test.Basket" });

describe("strict mode, where steps change elements", () => {
  interface Mutation {
    readonly name: string;
    readonly build: (p: Pipeline) => unknown;
    readonly before: string;
    readonly after: string;
  }
  const changes = <T extends object>(make: () => T, change: (value: T) => void) => ({
    sync: (p: Pipeline) => {
      p.create(() => [make()]).map("Change", (value) => {
        change(value);
        return 1;
      });
    },
    later: (p: Pipeline) => {
      p.create(() => [make()]).map("Change", async (value) => {
        await setImmediate();
        change(value);
        return 1;
      });
    },
  });
  const map = changes(
    () => new Map([["a", 1]]),
    (counts) => counts.set("b", 2),
  );
  const mutations: readonly Mutation[] = [
    { name: "a Map", build: map.sync, before: "Map(1) { 'a' => 1 }", after: "Map(2) { 'a' => 1, 'b' => 2 }" },
    { name: "a Map, later", build: map.later, before: "Map(1) { 'a' => 1 }", after: "Map(2) { 'a' => 1, 'b' => 2 }" },
    {
      name: "a Set",
      build: changes(
        () => new Set([1]),
        (seen) => seen.add(2),
      ).sync,
      before: "Set(1) { 1 }",
      after: "Set(2) { 1, 2 }",
    },
    {
      name: "a Date",
      build: changes(
        () => new Date(0),
        (date) => date.setUTCFullYear(2000),
      ).sync,
      before: "1970-01-01T00:00:00.000Z",
      after: "2000-01-01T00:00:00.000Z",
    },
    {
      name: "bytes",
      build: changes(
        () => Uint8Array.of(1, 2),
        (bytes) => {
          bytes[0] = 9;
        },
      ).sync,
      before: "Uint8Array(2) [ 1, 2 ]",
      after: "Uint8Array(2) [ 9, 2 ]",
    },
    {
      name: "an instance of a class",
      build: changes(
        () => new Basket(),
        (basket) => basket.items.push("pear"),
      ).sync,
      before: "Basket { items: [] }",
      after: "Basket { items: [ 'pear' ] }",
    },
    {
      name: "a Map within a plain object",
      build: changes(
        () => ({ counts: new Map([["a", 1]]) }),
        ({ counts }) => counts.clear(),
      ).sync,
      before: "{ counts: Map(1) { 'a' => 1 } }",
      after: "{ counts: Map(0) {} }",
    },
  ];

  it.each(mutations)("refuses a function that changes $name that it was given", async ({ build, before, after }) => {
    const p = strict();
    build(p);
    const error = await errorOf(p);
    expect(error).toBeInstanceOf(MutatedElementError);
    expect(error.summary).toBe('Step "Change" changed its input.');
    expect(error.facts).toEqual({
      "element before": before,
      "element after": after,
      "step made at": expect.stringMatching(/mutated-elements\.test\.ts:\d+:\d+$/) as unknown,
    });
  });

  interface Use {
    readonly name: string;
    readonly build: (orders: PCollection<Order>) => unknown;
  }
  const change = (given: Order): Order => {
    given.seen = true;
    return given;
  };
  const uses: readonly Use[] = [
    { name: "map", build: (orders) => orders.map("Change", change) },
    {
      name: "an asynchronous map",
      build: (orders) =>
        orders.map("Change", async (given) => {
          await setImmediate();
          return change(given);
        }),
    },
    {
      name: "a concurrent map",
      build: (orders) =>
        orders.map("Change", async (given) => setImmediate().then(() => change(given)), { concurrency: 2 }),
    },
    { name: "filter", build: (orders) => orders.filter("Change", (given) => change(given).id === 1) },
    { name: "flatMap", build: (orders) => orders.flatMap("Change", (given) => [change(given)]) },
    {
      name: "a flatMap that generates",
      build: (orders) =>
        orders.flatMap("Change", function* (given) {
          yield given.id;
          change(given);
        }),
    },
    {
      name: "a flatMap that generates later",
      build: (orders) =>
        orders.flatMap("Change", async function* (given) {
          yield given.id;
          await setImmediate();
          change(given);
        }),
    },
    { name: "mapSafe", build: (orders) => orders.mapSafe("Change", change) },
    { name: "keyBy", build: (orders) => orders.keyBy("Change", (given) => change(given).id) },
    { name: "mapValues", build: (orders) => orders.keyBy(({ id }) => id).mapValues("Change", change) },
    {
      name: "withTimestamps",
      build: (orders) => orders.withTimestamps("Change", (given) => change(given).id),
    },
    {
      name: "process of a DoFn",
      build: (orders) =>
        orders.parDo(
          "Change",
          doFn<Order, number>()({
            process(given, { emit }) {
              emit(change(given).id);
            },
          }),
        ),
    },
    {
      name: "the values of a group",
      build: (orders) =>
        orders
          .keyBy(({ id }) => id)
          .groupByKey()
          .map("Change", ([, [given]]) => change(given as Order).id),
    },
    {
      name: "addInput",
      build: (orders) => {
        const fn: CombineFn<Order, number, number> = {
          createAccumulator: () => 0,
          addInput: (total, given) => total + change(given).id,
          mergeAccumulators: (a, b) => a + b,
          extractOutput: (total) => total,
        };
        return orders.keyBy(({ id }) => id).combinePerKey("Change", fn);
      },
    },
  ];

  it.each(uses)("refuses $name that changes a plain object, in the line that does", async ({ build }) => {
    const p = strict();
    build(p.create(() => [order()]));
    const error = await errorOf(p);
    expect(error).toBeInstanceOf(MutatedElementError);
    expect(error.summary).toBe(
      'Step "Change" changed what it was given, or what it had emitted before, which strict mode has frozen.',
    );
    expect(error.facts).toMatchObject({
      thrown: "Cannot add property seen, object is not extensible",
      "thrown at": expect.stringContaining("mutated-elements.test.ts:") as unknown,
    });
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it.each([
    { name: "deep within", change: ({ items }: Order) => items.push({ price: 1 }) },
    { name: "in an array", change: ({ items }: Order) => items.pop() },
    { name: "of an item", change: ({ items: [item] }: Order) => item && (item.price = 3) },
  ])("refuses a change $name", async ({ change }) => {
    const p = strict();
    p.create(() => [order()]).map((given) => {
      change(given);
      return 1;
    });
    expect(await errorOf(p)).toBeInstanceOf(MutatedElementError);
  });

  it("refuses a step that changes what it has emitted, in the line that does where it is plain", async () => {
    const p = strict();
    const reuse = doFn<number, Order>()({
      setup: () => order(),
      process(id, { emit, resources }) {
        resources.id = id;
        emit(resources);
      },
    });
    p.create([1, 2]).parDo("Reuse", reuse);
    const error = await errorOf(p);
    expect(error).toBeInstanceOf(MutatedElementError);
    expect(error.facts.thrown).toMatch("read only property 'id'");
  });

  it("refuses a step that changes what it has emitted, at the end of the bundle where that is a Map", async () => {
    const p = strict();
    const counts = doFn<string, Map<string, number>>()({
      setup: () => new Map<string, number>(),
      process(word, { emit, resources }) {
        resources.set(word, 1);
        emit(resources);
      },
    });
    p.create(["a", "b"]).parDo("Count", counts);
    const error = await errorOf(p);
    expect(error).toBeInstanceOf(MutatedElementError);
    expect(error.summary).toBe('Step "Count" changed an element after it had emitted it.');
    expect(error.facts).toMatchObject({
      "element before": "Map(1) { 'a' => 1 }",
      "element after": "Map(2) { 'a' => 1, 'b' => 1 }",
    });
  });

  it("refuses a finishBundle that changes what process was given", async () => {
    const p = strict();
    let last: Order | undefined;
    const late = doFn<Order, number>()({
      process: (given) => {
        last = given;
      },
      finishBundle: () => {
        if (last !== undefined) last.seen = true;
      },
    });
    p.create(() => [order()]).parDo("Late", late);
    const error = await errorOf(p);
    expect(error).toBeInstanceOf(MutatedElementError);
    expect(error.facts).not.toHaveProperty("processed element");
  });

  it("leaves an error of a function's own as it is", async () => {
    const p = strict();
    p.create([1]).map(() => {
      throw new TypeError("not this one");
    });
    const error = await errorOf(p);
    expect(error).toBeInstanceOf(UserFunctionError);
    expect(error.summary).toContain("TypeError: not this one");
  });

  it("hands steps copies of their own: what one has emitted is not what another gets", async () => {
    const p = strict();
    const given: unknown[] = [];
    const made: unknown[] = [];
    p.create([1])
      .map(() => {
        const one = order();
        made.push(one);
        return one;
      })
      .map((one) => given.push(one));
    await p.run();
    expect(given).toEqual(made);
    expect(given[0]).not.toBe(made[0]);
  });

  it("tells a function with one parameter from one that sees its window, as without it", async () => {
    const calls: string[] = [];
    const p = strict();
    const windowed = p.create([5]).withTimestamps((n) => n);
    windowed.window(fixedWindows(millis(10))).map("One", (n) => {
      calls.push("one");
      return n;
    });
    await p.run();
    expect(calls).toEqual(["one"]);
  });

  it("compares by the coder that was named", async () => {
    const p = strict();
    p.create([1])
      .map(() => new Map([["a", 1]]))
      .withCoder(valueCoderOf<Map<string, number>>())
      .map("Change", (counts) => counts.set("b", 2).size);
    expect(await errorOf(p)).toBeInstanceOf(MutatedElementError);
  });
});
