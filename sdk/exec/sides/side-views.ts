import type { Coder } from "../../coders/coder.ts";
import type { SideInputKind, SideInputView, SideMultimap } from "../../dofn/side-inputs.ts";
import { GlobalWindow, IntervalWindow, type Window } from "../../values/window.ts";
import { isPair, NotAPairError } from "../../values/pair.ts";
import { describeElement } from "../describe-element.ts";
import { comparingCoder, StructuralMap, StructuralSet } from "./by-structure.ts";
import { SideInputError } from "./side-input-error.ts";

/** What a view in memory is made of: all elements of one window. */
export interface SideContents {
  readonly elements: readonly unknown[];
  /** Encodes the elements. */
  readonly coder: Coder<unknown>;
  readonly view: SideInputView;
  readonly window: Window;
}

/** The kinds of side inputs that lie in memory. */
export type MemoryKind = Exclude<SideInputKind, "iterable" | "storedMultimap">;

/** What a step's function reads, by kind. */
const makers: Readonly<Record<MemoryKind, (contents: SideContents) => unknown>> = {
  singleton: singletonOf,
  list: ({ elements }) => Object.freeze(elements),
  set: setOf,
  map: mapOf,
  multimap: multimapOf,
};

/**
 * Makes what a step's function reads of the elements of a window.
 *
 * @throws SideInputError when they are too few, or too many, for what they are read as
 */
export function sideValueOf(kind: MemoryKind, contents: SideContents): unknown {
  return makers[kind](contents);
}

function singletonOf({ elements, view, window }: SideContents): unknown {
  if (elements.length === 1) return elements[0];
  if (elements.length === 0 && view.fallback !== undefined) return view.fallback.value;
  const count = elements.length === 0 ? "none" : String(elements.length);
  throw new SideInputError({
    summary: `"${view.name}" is read as a singleton, and has ${count} in the window ${textOf(window)}.`,
    facts: { "made by": `"${view.madeBy}"`, ...(elements.length > 1 && { elements: describeElement(elements) }) },
    remedies:
      elements.length === 0
        ? ["say what it is where there is none:  .asSingleton({ default: ... })"]
        : ["combine them into one before:  .combineGlobally(...)", "read all of them:  .asList()"],
  });
}

function setOf({ elements, coder }: SideContents): ReadonlySet<unknown> {
  const comparing = comparingCoder(coder);
  const set = new Set<unknown>();
  for (const element of elements) {
    if (comparing.structuralValue(element) !== element) return new StructuralSet(comparing, elements);
    set.add(element);
  }
  return set;
}

function mapOf({ elements, coder, view, window }: SideContents): ReadonlyMap<unknown, unknown> {
  const comparing = keyCoderIn(coder);
  let map = new Map<unknown, unknown>();
  for (const element of elements) {
    const [key, value] = pairOf(element, view);
    if (!(map instanceof StructuralMap) && comparing.structuralValue(key) !== key) {
      const before = map;
      map = new StructuralMap(comparing);
      for (const [known, its] of before) map.set(known, its);
    }
    const { size } = map;
    map.set(key, value);
    // One look-up an entry, and no second one to see whether it is there.
    if (map.size === size) {
      throw new SideInputError({
        summary: `"${view.name}" is read as a map, and has two values of the key ${describeElement(key)} in the window ${textOf(window)}.`,
        facts: { "made by": `"${view.madeBy}"` },
        remedies: ["read all values of a key:  .asMultimap()", "combine them into one before:  .combinePerKey(...)"],
      });
    }
  }
  return map;
}

function multimapOf({ elements, coder, view }: SideContents): SideMultimap<unknown, unknown> {
  return new MemoryMultimap(keyCoderIn(coder), elements, view);
}

const none: readonly unknown[] = Object.freeze([]);

class MemoryMultimap implements SideMultimap<unknown, unknown> {
  readonly #coder: Coder<unknown>;
  readonly #entries = new Map<unknown, { readonly key: unknown; readonly values: unknown[] }>();

  constructor(coder: Coder<unknown>, elements: readonly unknown[], view: SideInputView) {
    this.#coder = coder;
    for (const element of elements) {
      const [key, value] = pairOf(element, view);
      const structure = coder.structuralValue(key);
      const entry = this.#entries.get(structure);
      if (entry === undefined) this.#entries.set(structure, { key, values: [value] });
      else entry.values.push(value);
    }
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: unknown): readonly unknown[] {
    return this.#entries.get(this.#coder.structuralValue(key))?.values ?? none;
  }

  has(key: unknown): boolean {
    return this.#entries.has(this.#coder.structuralValue(key));
  }

  *keys(): Generator<unknown, void, undefined> {
    for (const { key } of this.#entries.values()) yield key;
  }
}

function keyCoderIn(coder: Coder<unknown>): Coder<unknown> {
  const [key] = coder.components;
  if (key === undefined)
    throw new Error(`A side input is read by key, and its coder "${coder.kind}" is not one of pairs.`);
  return comparingCoder(key);
}

// Windows of the user's own may be plain objects.
function textOf(window: Window): string {
  return window instanceof GlobalWindow || window instanceof IntervalWindow
    ? window.toString()
    : describeElement(window);
}

function pairOf(element: unknown, { madeBy }: SideInputView): readonly [unknown, unknown] {
  if (isPair(element)) return element;
  throw new NotAPairError({ element: describeElement(element), "made by": `"${madeBy}"` });
}
