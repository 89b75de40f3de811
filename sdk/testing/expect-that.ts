import { isDeepStrictEqual } from "node:util";
import { allTransforms } from "../graph/nodes.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { CallSite } from "../values/call-site.ts";
import type { PaneTiming } from "../values/pane.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { Window } from "../values/window.ts";
import { elementText, listText, valueText, windowText } from "./element-text.ts";
import { ExpectationError, type ExpectationFailure, type Trace } from "./expectation-errors.ts";
import { expectationsOf } from "./expectations.ts";
import { GatheredElements, type WindowedElement } from "./gather-elements.ts";
import { makerOf } from "./maker-of.ts";
import { matchElements } from "./match-elements.ts";

/**
 * States what a collection must have when the pipeline has run: `await p.run()` rejects with what is wrong, of all
 * expectations of the pipeline. Works on every runner: the elements are brought to this process.
 *
 * Elements are compared deeply, in no order, each as often as it is there. In what is expected, asymmetric matchers of
 * vitest, Jest or Jasmine (`expect.any(Number)`) may stand anywhere.
 *
 * @param label - what messages call the collection; its step's name when left out
 *
 * @example
 * ```ts
 * const p = testPipeline();
 * const counts = p.create(["to", "be", "to"]).apply(countPerElement());
 * expectThat(counts).containsInAnyOrder([["to", 2], ["be", 1]]);
 * expectThat(counts.values()).satisfies((all) => assert.ok(Math.max(...all) < 10));
 * await p.run();
 * ```
 */
export function expectThat<T>(collection: PCollection<T>, label?: string): Expectation<T> {
  const gathered = new GatheredElements(collection);
  expectationsOf(collection.pipeline).beforeRuns(() => {
    gathered.clear();
  });
  return new Expectation<T>({
    collection,
    label,
    scope: [],
    elements: () => gathered.elements,
    all: () => gathered.elements,
  });
}

/** What an expectation looks at. */
interface Subject<T> {
  readonly collection: PCollection<unknown>;
  /** What messages call it; its step's name when undefined. */
  readonly label: string | undefined;
  /** Which of its elements: said in messages. */
  readonly scope: readonly string[];
  readonly elements: () => readonly WindowedElement<T>[];
  /** Those of all windows and panes. */
  readonly all: () => readonly WindowedElement<unknown>[];
}

/** What is wrong with elements. */
type Wrong = Omit<ExpectationFailure, "trace" | "summary"> & { readonly what: string };

/** What a collection must have. Made by {@link expectThat}; each method adds an expectation, and they can be chained. */
export class Expectation<T> {
  readonly #subject: Subject<T>;

  /** @internal */
  constructor(subject: Subject<T>) {
    this.#subject = subject;
  }

  /** Expects these elements and no others, in any order. */
  containsInAnyOrder(expected: Iterable<T>): this {
    const wanted = [...expected];
    return this.#expect((elements) => differenceOf(wanted, elements));
  }

  /** Expects these elements among others, in any order. */
  contains(expected: Iterable<T>): this {
    const wanted = [...expected];
    return this.#expect((elements) => {
      const { lacks } = matchElements(wanted, valuesOf(elements));
      if (lacks.length === 0) return undefined;
      const facts = { lacks: listText(lacks.map(valueText)), has: listText(elements.map(textOf)) };
      return { what: `lacks ${counted(lacks.length, "element")}`, facts };
    });
  }

  /** Expects exactly one element, which is this one. */
  singleton(expected: T): this {
    return this.#expect((elements) => differenceOf([expected], elements));
  }

  /** Expects no element. */
  isEmpty(): this {
    return this.#expect((elements) => differenceOf([], elements));
  }

  /** Expects that many elements. */
  hasLength(expected: number): this {
    return this.#expect((elements) => {
      const actual = elements.length;
      if (actual === expected) return undefined;
      const what = `has ${counted(actual, "element")} instead of ${String(expected)}`;
      return { what, facts: { has: listText(elements.map(textOf)) }, values: { actual, expected } };
    });
  }

  /**
   * Calls a function with all elements, in no particular order, and with what surrounds them. It fails by throwing, such as
   * by the assertions of a test library, by a promise that rejects, or by returning false.
   */
  satisfies(check: (elements: T[], windowed: readonly WindowedElement<T>[]) => unknown): this {
    return this.#expect(async (elements) => {
      try {
        if ((await check(valuesOf(elements), elements)) !== false) return undefined;
        return { what: "doesn't satisfy what is expected", facts: { has: listText(elements.map(textOf)) } };
      } catch (cause) {
        const facts = { because: cause instanceof Error ? cause.message : String(cause) };
        return { what: "doesn't satisfy what is expected", facts, cause };
      }
    });
  }

  /** Looks at the elements of one window alone. */
  inWindow(window: Window): Expectation<T> {
    const { windowCoder } = this.#subject.collection.node.windowing.windowFn;
    const isSame = (other: Window): boolean =>
      isDeepStrictEqual(other, window) ||
      (other.constructor === window.constructor &&
        windowCoder.structuralValue(other) === windowCoder.structuralValue(window));
    const text = windowText(window);
    return this.#only(`in ${text === "" ? "the global window" : text}`, (element) => isSame(element.window));
  }

  /** Looks at the elements alone that groups have fired at that time; those that no group has fired have none. */
  inPane(timing: PaneTiming): Expectation<T> {
    return this.#only(`in ${timing} panes`, ({ pane }) => pane.timing === timing);
  }

  /** Looks at the elements alone of the last panes of their groups. */
  inFinalPane(): Expectation<T> {
    return this.#only("in final panes", ({ pane }) => pane.isLast);
  }

  /** Looks at each element together with its event time: `[element, timestamp]`. */
  withTimestamps(): Expectation<[T, Timestamp]> {
    const { elements, ...rest } = this.#subject;
    return new Expectation<[T, Timestamp]>({
      ...rest,
      elements: () => elements().map((element) => ({ ...element, value: [element.value, element.timestamp] })),
    });
  }

  #only(scope: string, isIn: (element: WindowedElement<T>) => boolean): Expectation<T> {
    const { elements, ...rest } = this.#subject;
    return new Expectation<T>({
      ...rest,
      scope: [...rest.scope, scope],
      elements: () => elements().filter(isIn),
    });
  }

  #expect(check: (elements: readonly WindowedElement<T>[]) => Wrong | undefined | Promise<Wrong | undefined>): this {
    const trace = {};
    Error.captureStackTrace(trace);
    const callSite = new CallSite(trace);
    expectationsOf(this.#subject.collection.pipeline).add({
      callSite,
      trace,
      check: async () => {
        const wrong = await check(this.#subject.elements());
        return wrong && this.#failure(wrong, trace, callSite);
      },
    });
    return this;
  }

  #failure({ what, facts, ...rest }: Wrong, trace: Trace, callSite: CallSite): ExpectationError {
    const { collection, label, scope } = this.#subject;
    const { name, step } = makerOf(collection.node, allTransforms(collection.pipeline.graph().roots));
    return new ExpectationError({
      ...rest,
      summary: [label ?? `"${name}"`, ...scope, what].join(" ") + ".",
      facts: {
        ...facts,
        ...this.#elsewhere(),
        step: step.callSite === undefined ? name : `${name}, at ${step.callSite.toString()}`,
        "expected at": callSite.toString(),
      },
      trace,
    });
  }

  /** Says where the elements are, when an expectation looks at a window or pane that has none. */
  #elsewhere(): Readonly<Record<string, string>> {
    const { scope, elements, all } = this.#subject;
    if (scope.length === 0 || elements().length > 0) return {};
    const places = all().map(({ window, pane }) => `${windowText(window) || "the global window"}, pane ${pane.timing}`);
    return { "there are only": places.length === 0 ? "no elements at all" : listText(places) };
  }
}

function differenceOf<T>(expected: readonly T[], elements: readonly WindowedElement<T>[]): Wrong | undefined {
  const { lacks, beyond, aligned } = matchElements(expected, valuesOf(elements));
  if (lacks.length + beyond.length === 0) return undefined;
  const others = beyond.flatMap((at) => elements.slice(at, at + 1));
  return {
    what: [
      ...(lacks.length === 0 ? [] : [`lacks ${counted(lacks.length, "expected element")}`]),
      ...(beyond.length === 0 ? [] : [`has ${counted(beyond.length, "element")} that nothing expects`]),
    ].join(", and "),
    facts: {
      ...(lacks.length > 0 && { lacks: listText(lacks.map(valueText)) }),
      ...(others.length > 0 && { "also has": listText(others.map(textOf)) }),
    },
    values: { actual: aligned, expected },
  };
}

function valuesOf<T>(elements: readonly WindowedElement<T>[]): T[] {
  return elements.map(({ value }) => value);
}

function textOf({ value, timestamp, window }: WindowedElement<unknown>): string {
  return elementText(value, timestamp, windowText(window));
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}
