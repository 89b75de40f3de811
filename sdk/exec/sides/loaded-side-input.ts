import type { SideInputView, StoredMultimap } from "../../dofn/side-inputs.ts";
import type { Window } from "../../values/window.ts";
import type { WindowFn } from "../../windowing/window-fn.ts";
import { sealPages, sealSideInput } from "../strict/seal-side-input.ts";
import type { SideInputReader, SideInputRef } from "./side-input-reader.ts";
import { SideInputError } from "./side-input-error.ts";
import { sideValueOf } from "./side-views.ts";

/** What a function reads in one window. */
export interface SideValue {
  readonly value: unknown;
  /** How many elements it holds in memory. */
  readonly size: number;
}

/** How many elements of the windows that are not read now are kept. */
const maxKept = 1_000_000;

/** What holds of a side input beside its elements. */
interface SideInputSettings {
  readonly windowFn: WindowFn;
  /** Whether it is refused to change what was read. */
  readonly isSealed: boolean;
}

/** One side input of a step: what was read of it, by window. */
export class LoadedSideInput {
  readonly view: SideInputView;
  readonly #ref: SideInputRef;
  readonly #windowFn: WindowFn;
  readonly #isSealed: boolean;
  // In the order in which they were used last.
  readonly #values = new Map<unknown, SideValue>();
  #kept = 0;
  #version: string | undefined;
  #reader: SideInputReader | undefined;

  constructor(view: SideInputView, ref: SideInputRef, { windowFn, isSealed }: SideInputSettings) {
    this.view = view;
    this.#ref = ref;
    this.#windowFn = windowFn;
    this.#isSealed = isSealed;
  }

  /** Begins a bundle; true where what was read before no longer holds. */
  begin(reader: SideInputReader): boolean {
    this.#reader = reader;
    const version = reader.version(this.#ref);
    if (version !== undefined && version === this.#version) return false;
    this.#version = version;
    this.#values.clear();
    this.#kept = 0;
    return true;
  }

  /** Returns what is read for elements of a window of the step's own. */
  valueFor(window: Window): SideValue | Promise<SideValue> {
    const own = sideWindowOf(this.#windowFn, window);
    const id = this.#ref.windowCoder.structuralValue(own);
    const known = this.#values.get(id);
    if (known !== undefined) {
      this.#values.delete(id);
      this.#values.set(id, known);
      return known;
    }
    const made = this.#make(own);
    return made instanceof Promise ? made.then((value) => this.#keep(id, value)) : this.#keep(id, made);
  }

  #make(window: Window): SideValue | Promise<SideValue> {
    const { view } = this;
    const { kind } = view;
    if (kind === "iterable") return { value: this.#iterable(window), size: 0 };
    if (kind === "storedMultimap") return { value: this.#storedMultimap(window), size: 0 };
    const { coder } = this.#ref;
    const valueOf = (elements: readonly unknown[]): SideValue => {
      const value = sideValueOf(kind, { elements, coder, view, window });
      if (this.#isSealed) sealSideInput(value, elements);
      return { value, size: elements.length };
    };
    const elements = this.#here.elements(this.#ref, window);
    return elements instanceof Promise ? elements.then(valueOf) : valueOf(elements);
  }

  #keep(id: unknown, made: SideValue): SideValue {
    this.#values.set(id, made);
    this.#kept += made.size;
    for (const [oldest, { size }] of this.#values) {
      if (this.#kept <= maxKept || oldest === id) break;
      this.#values.delete(oldest);
      this.#kept -= size;
    }
    return made;
  }

  #iterable(window: Window): AsyncIterable<unknown> {
    return { [Symbol.asyncIterator]: () => flattened(this.#sealed(this.#here.pages(this.#ref, window))) };
  }

  #storedMultimap(window: Window): StoredMultimap<unknown, unknown> {
    const pages = (key: unknown): AsyncIterable<readonly unknown[]> =>
      this.#sealed(this.#here.valuePages(this.#ref, window, key));
    return {
      async get(key) {
        const values: unknown[] = [];
        for await (const page of pages(key)) for (const value of page) values.push(value);
        return values;
      },
      values: (key) => ({ [Symbol.asyncIterator]: () => flattened(pages(key)) }),
    };
  }

  #sealed(pages: AsyncIterable<readonly unknown[]>): AsyncIterable<readonly unknown[]> {
    return this.#isSealed ? sealPages(pages) : pages;
  }

  get #here(): SideInputReader {
    if (this.#reader === undefined) throw new Error(`The side input "${this.view.name}" is read outside of a bundle.`);
    return this.#reader;
  }
}

/**
 * Returns the window of a side input that an element's window reads: the first to end of those that hold the element's
 * window's last instant, as Beam's SDKs map windows.
 *
 * @throws SideInputError when no window holds it
 */
function sideWindowOf(windowFn: WindowFn, { maxTimestamp }: Window): Window {
  let earliest: Window | undefined;
  for (const window of windowFn.assignWindows(maxTimestamp, undefined)) {
    if (earliest === undefined || window.maxTimestamp < earliest.maxTimestamp) earliest = window;
  }
  if (earliest !== undefined) return earliest;
  throw new SideInputError({
    summary: `No window of the side input holds ${String(maxTimestamp)}, the end of the element's window.`,
    facts: { "windows of the side input": windowFn.toString() },
    remedies: ["give the side input other windows before it is read:  .window(...)"],
  });
}

async function* flattened(pages: AsyncIterable<readonly unknown[]>): AsyncGenerator<unknown, void, undefined> {
  for await (const page of pages) yield* page;
}
