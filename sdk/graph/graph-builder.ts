import type { CoderDeclaration } from "./coder-declaration.ts";
import { checkEndless } from "./check-endless.ts";
import { checkKeyCoders } from "./check-key-coder.ts";
import { AsyncCompositeError, EmptyPipelineError, ForeignCollectionError, StepNameError } from "./graph-errors.ts";
import type { CollectionNode, Graph, TransformNode, TransformSpec } from "./nodes.ts";
import { captureCallSite, type CallSite } from "../values/call-site.ts";
import type { StepSettings } from "./step-settings.ts";
import type { WindowingStrategy } from "../windowing/windowing-strategy.ts";

/** How a step is named: by the user, or after the method that made it and then numbered within its composite. */
export interface StepName {
  readonly name?: string | undefined;
  readonly defaultName: string;
}

/** A step to add. */
export interface StepParts {
  readonly name: StepName;
  readonly spec: TransformSpec;
  readonly inputs: ReadonlyMap<string, CollectionNode>;
  readonly outputs: ReadonlyMap<string, CollectionParts>;
  readonly settings?: StepSettings | undefined;
}

/** A collection to add, as the output of a step. */
export interface CollectionParts {
  readonly coder: CoderDeclaration;
  readonly windowing: WindowingStrategy;
  readonly isBounded: boolean;
}

interface Scope {
  readonly path: string;
  readonly names: Map<string, CallSite>;
  /** How often a default name was given, so that numbering many unnamed steps takes no search. */
  readonly counts: Map<string, number>;
  readonly children: TransformNode[];
}

/** Where a collection comes from. */
interface Origin {
  /** Its place in the order of construction. */
  readonly index: number;
  /** The full name of the step that makes it. */
  readonly step: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Collects the steps of one pipeline, with their names, and hands them out as a frozen graph. */
export class GraphBuilder {
  readonly #collections: Mutable<CollectionNode>[] = [];
  /** The collections that this builder has made. */
  readonly #owned = new Map<CollectionNode, Origin>();
  readonly #root = newScope("");
  #scope = this.#root;
  #transformCount = 0;

  /** Whether there is no step. */
  get isEmpty(): boolean {
    return this.#root.children.length === 0;
  }

  /** The full name that a step of this name would get now. */
  fullName(name: StepName): string {
    return this.#scope.path + nextName(this.#scope, name).own;
  }

  /**
   * Adds a leaf step to the open composite and returns its node.
   *
   * @throws UnboundedGroupError when it waits for what never comes
   */
  addStep({ name, spec, inputs, outputs, settings }: StepParts): TransformNode {
    const callSite = captureCallSite();
    const claim = this.#checkStep(name, inputs, callSite);
    checkEndless({ spec, inputs, ...claim });
    const made = [...outputs].map(([tag, parts]) => [tag, this.#addCollection(parts, claim)] as const);
    const node = { spec, inputs, outputs: new Map(made), children: [], ...(settings && { settings }) };
    return this.#addNode(claim, node);
  }

  /**
   * Adds a composite: the steps that `build` adds are its children.
   *
   * @param collectionsOf - finds the collections in what `build` returns: the composite's outputs, by tag
   */
  addComposite<O>(
    parts: Pick<StepParts, "name" | "spec" | "inputs" | "settings">,
    build: () => O,
    collectionsOf: (output: O) => ReadonlyMap<string, CollectionNode>,
  ): O {
    const claim = this.#checkStep(parts.name, parts.inputs, captureCallSite());
    checkEndless({ ...parts, ...claim });
    const scope = newScope(`${claim.uniqueName}/`);
    const firstInside = this.#collections.length;
    try {
      const output = this.#within(scope, build);
      checkSynchronous(output, claim);
      const outputs = collectionsOf(output);
      this.#checkOwned(claim, outputs);
      const inputs = this.#inputsOf(scope.children, parts.inputs, firstInside);
      const { spec, settings } = parts;
      const children = Object.freeze(scope.children);
      this.#addNode(claim, { spec, inputs, outputs, children, ...(settings && { settings }) });
      return output;
    } catch (error) {
      this.#forgetFrom(firstInside);
      throw error;
    }
  }

  /** Returns the full name of the step that makes a collection; that of a composite, as what it returns is made inside. */
  producerOf(collection: CollectionNode): string {
    return this.#owned.get(collection)?.step ?? "a step of another pipeline";
  }

  /** Sets the coder of a collection that this builder has made. */
  declareCoder(collection: CollectionNode, coder: CoderDeclaration): void {
    // Only this builder's own nodes are in the map; to all others they are read-only.
    if (this.#owned.has(collection)) (collection as Mutable<CollectionNode>).coder = coder;
  }

  /**
   * Returns the graph of all steps so far.
   *
   * @throws EmptyPipelineError when there is none
   * @throws NonDeterministicKeyError or KeyedInputError when the coders of keyed steps don't fit
   */
  build(): Graph {
    const { children } = this.#root;
    if (children.length === 0) throw new EmptyPipelineError();
    const graph: Graph = Object.freeze({
      roots: Object.freeze([...children]),
      collections: Object.freeze([...this.#collections]),
    });
    checkKeyCoders(graph);
    return graph;
  }

  #within<O>(scope: Scope, build: () => O): O {
    const outer = this.#scope;
    this.#scope = scope;
    try {
      return build();
    } finally {
      this.#scope = outer;
    }
  }

  #addNode(claim: Claim, parts: Omit<TransformNode, "id" | "uniqueName" | "callSite">): TransformNode {
    const { names, counts, children } = this.#scope;
    const { own, count, defaultName, uniqueName, callSite } = claim;
    names.set(own, callSite);
    if (count !== undefined) counts.set(defaultName, count);
    const node: TransformNode = Object.freeze({
      id: `t${String(this.#transformCount++)}`,
      uniqueName,
      callSite,
      ...parts,
    });
    children.push(node);
    return node;
  }

  #addCollection(parts: CollectionParts, { uniqueName }: Claim): CollectionNode {
    const index = this.#collections.length;
    const node = { id: `c${String(index)}`, ...parts };
    this.#collections.push(node);
    this.#owned.set(node, { index, step: uniqueName });
    return node;
  }

  /** Drops what a composite has made that failed: a program that goes on has a graph without it. */
  #forgetFrom(index: number): void {
    for (const node of this.#collections.splice(index)) this.#owned.delete(node);
  }

  #checkStep(name: StepName, inputs: ReadonlyMap<string, CollectionNode>, callSite: CallSite): Claim {
    const scope = this.#scope;
    const { own, count } = nextName(scope, name);
    checkName(own, scope.path, callSite, scope.names.get(own));
    const claim = { own, count, defaultName: name.defaultName, uniqueName: scope.path + own, callSite };
    this.#checkOwned(claim, inputs);
    return claim;
  }

  #checkOwned({ uniqueName, callSite }: Claim, collections: ReadonlyMap<string, CollectionNode>): void {
    for (const collection of collections.values()) {
      if (!this.#owned.has(collection)) throw new ForeignCollectionError(uniqueName, callSite);
    }
  }

  /** Adds, to the declared inputs of a composite, what its children take from outside of it beside them. */
  #inputsOf(
    children: readonly TransformNode[],
    declared: ReadonlyMap<string, CollectionNode>,
    firstInside: number,
  ): ReadonlyMap<string, CollectionNode> {
    const known = new Set(declared.values());
    const taken = new Set(children.flatMap(({ inputs }) => [...inputs.values()]));
    // What was made before the composite was opened is outside of it.
    const outer = [...taken].filter((c) => !known.has(c) && (this.#owned.get(c)?.index ?? 0) < firstInside);
    return new Map([...declared, ...outer.map((c, index) => [`outer${String(index)}`, c] as const)]);
  }
}

/** A name that a step is about to take, and where in the program. */
interface Claim {
  readonly own: string;
  readonly count: number | undefined;
  readonly defaultName: string;
  readonly uniqueName: string;
  readonly callSite: CallSite;
}

/** Finds the name of the next step in `scope`; `count` is its number where it has none of its own. */
function nextName(
  { names, counts }: Scope,
  { name, defaultName }: StepName,
): { readonly own: string; readonly count: number | undefined } {
  if (name !== undefined) return { own: name, count: undefined };
  let count = counts.get(defaultName) ?? 0;
  let own: string;
  do own = ++count === 1 ? defaultName : `${defaultName}${String(count)}`;
  while (names.has(own));
  return { own, count };
}

function checkSynchronous(output: unknown, { uniqueName, callSite }: Claim): void {
  if (typeof output !== "object" || output === null || !("then" in output) || typeof output.then !== "function") return;
  // Nobody else will look at this promise any more, and its rejection would end the process before the error is seen.
  Promise.resolve(output as PromiseLike<unknown>).catch(() => undefined);
  throw new AsyncCompositeError(uniqueName, callSite);
}

function newScope(path: string): Scope {
  return { path, names: new Map(), counts: new Map(), children: [] };
}

function checkName(own: string, path: string, callSite: CallSite, earlier: CallSite | undefined): void {
  if (own === "" || own.includes("/")) {
    throw new StepNameError(
      `A step can't be named ${JSON.stringify(own)}: names are not empty and have no "/", which separates composites.`,
      { at: callSite.toString() },
      'use another character:  .map("Read or parse", ...)',
    );
  }
  if (earlier !== undefined) {
    throw new StepNameError(
      `Two steps are named ${JSON.stringify(path + own)}.`,
      { first: earlier.toString(), second: callSite.toString() },
      "give one of them another name, or leave the names out: unnamed steps are numbered",
    );
  }
}
