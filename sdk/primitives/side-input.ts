import {
  readsPairs,
  type SideInputKind,
  type SideInputSpecs,
  type SideInputView,
  type SideTypes,
} from "../dofn/side-inputs.ts";
import { checkKeyCoder } from "../graph/check-key-coder.ts";
import type { CollectionNode, SideInputUse } from "../graph/nodes.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { captureCallSite } from "../values/call-site.ts";
import { PurlinError } from "../values/purlin-error.ts";

declare const valueType: unique symbol;

/**
 * A PCollection as a step reads it beside its own elements, where `V` is what the step's function is given. Made by
 * `asSingleton`, `asList`, `asSet`, `asMap`, `asMultimap` and `asIterable` of {@link PCollection}.
 *
 * It is read per window: the elements of the side input's window in which the window of the step's element ends.
 */
export class SideInput<out V> {
  declare readonly [valueType]: V;
  /** @internal The collection that is read. */
  readonly source: PCollection<unknown>;
  /** @internal How it is read. */
  readonly kind: SideInputKind;
  /** @internal What a singleton of no element is. */
  readonly fallback: { readonly value: unknown } | undefined;

  /** @internal */
  constructor(source: PCollection<unknown>, kind: SideInputKind, fallback?: { readonly value: unknown }) {
    this.source = source;
    this.kind = kind;
    this.fallback = fallback;
    Object.freeze(this);
  }
}

/** The side inputs that a step is given, by name. */
export type SideInputs = Readonly<Record<string, SideInput<unknown>>>;

/** The side inputs of a step that is given none. */
// eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- as a Record, messages would not name it
export type NoSideInputs = { readonly [Name in never]: SideInput<unknown> };

/** What a step's function reads of its side inputs. */
export type SideValues<S extends SideInputs> = {
  readonly [Name in keyof S]: S[Name] extends SideInput<infer V> ? V : never;
};

/** The side inputs that a DoFn needs. */
export type NeededSideInputs<Needs extends SideTypes> = {
  readonly [Name in keyof Needs]: SideInput<Needs[Name]>;
};

/** The inputs that side inputs add to a step, and how it uses them, each by the tag of the input. */
export interface SideInputParts {
  readonly inputs: ReadonlyMap<string, CollectionNode>;
  readonly uses: ReadonlyMap<string, SideInputUse>;
}

/**
 * Adds side inputs to the step that `input` is given to.
 *
 * @param step - its full name
 * @throws SideInputWindowsError when the windows of one can't be found from those of the step's elements
 */
export function sideInputParts(input: PCollection<unknown>, side: unknown, step: string): SideInputParts {
  const inputs = new Map<string, CollectionNode>();
  const uses = new Map<string, SideInputUse>();
  for (const [name, given] of Object.entries(sideInputsOf(side))) {
    const { source, kind, fallback } = sideInputOf(name, given);
    checkWindows(input.node, source.node, { name, step });
    if (readsPairs(kind)) checkKeyCoder(source.node, step);
    const view: SideInputView = {
      name,
      kind,
      madeBy: source.pipeline.producerOf(source.node),
      ...(fallback && { fallback }),
    };
    const tag = `side-${name}`;
    const functionId = input.pipeline.functions.add("sideInput", view, `${step}/${tag} as ${kind}`);
    inputs.set(tag, source.node);
    uses.set(tag, { access: kind === "storedMultimap" ? "multimap" : "iterable", functionId, kind });
  }
  return { inputs, uses };
}

/**
 * Checks that a function is given the side inputs that it declares. What kind of function it is, and what it is handed to,
 * is for messages.
 *
 * @throws TypeError when one is missing, is of another kind, or is not declared
 */
export function checkSideInputs(
  declared: SideInputSpecs,
  given: unknown,
  { what, method }: { readonly what: "DoFn" | "CombineFn"; readonly method: string },
): void {
  const sides = sideInputsOf(given);
  for (const [name, { kind }] of Object.entries(declared)) {
    const side = sides[name];
    if (side === undefined) {
      throw new TypeError(
        `The ${what} reads a side input "${name}": ${method}("Name", fn, { side: { ${name}: ... } }).`,
      );
    }
    if (side instanceof SideInput && side.kind !== kind) {
      throw new TypeError(`The ${what} reads its side input "${name}" as a ${kind}; it is given a ${side.kind}.`);
    }
  }
  const unknown = Object.keys(sides).find((name) => !Object.hasOwn(declared, name));
  if (unknown !== undefined) {
    const maker = what.charAt(0).toLowerCase() + what.slice(1);
    throw new TypeError(
      `The ${what} declares no side input "${unknown}": ${maker}<In, Out>()({ side: { ${unknown}: ... }, ... }).`,
    );
  }
}

/** Reads the side inputs of options that may come from a program without type checks. */
function sideInputsOf(side: unknown): Readonly<Record<string, unknown>> {
  if (side === undefined) return {};
  if (typeof side === "object" && side !== null && !(side instanceof SideInput)) return { ...side };
  throw new TypeError("side is an object of side inputs by name, such as { stop: stopWords.asSet() }.");
}

function sideInputOf(name: string, given: unknown): SideInput<unknown> {
  if (given instanceof SideInput) return given;
  throw new TypeError(
    `side.${name} says how a PCollection is read: with .asSingleton(), .asList(), .asSet(), .asMap(), .asMultimap() or .asIterable().`,
  );
}

function checkWindows(
  { windowing: main }: CollectionNode,
  { windowing: side }: CollectionNode,
  { name, step }: { readonly name: string; readonly step: string },
): void {
  const isGlobal = (kind: string): boolean => kind === "global_windows";
  const facts = {
    "step's windows": main.windowFn.toString(),
    "side input's windows": side.windowFn.toString(),
    at: captureCallSite().toString(),
  };
  if (side.windowFn.isMerging) {
    throw new SideInputWindowsError({
      summary: `The side input "${name}" of step "${step}" has windows that merge, so none can be told from an element's window.`,
      facts,
      remedies: ["give it other windows before it is read:  .window(fixedWindows(...))  or  .window(globalWindows())"],
    });
  }
  if (isGlobal(main.windowFn.kind) && !isGlobal(side.windowFn.kind)) {
    throw new SideInputWindowsError({
      summary: `The side input "${name}" of step "${step}" is windowed and the step's elements are not: which window they would read can't be told.`,
      facts,
      remedies: [
        "window the step's input too, before the step:  .window(...)",
        "take the windows off the side input, where all of it is meant:  .window(globalWindows())",
      ],
    });
  }
}

/** Thrown when the window of a side input can't be found from the window of a step's element. */
export class SideInputWindowsError extends PurlinError {
  constructor(parts: ConstructorParameters<typeof PurlinError>[2]) {
    super("SideInputWindowsError", "PURLIN_SIDE_INPUT_WINDOWS", parts);
  }
}
