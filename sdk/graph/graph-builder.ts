import type { CoderDeclaration } from "./coder-declaration.ts";
import { EmptyPipelineError, ForeignCollectionError, StepNameError } from "./graph-errors.ts";
import type { CollectionNode, Graph, TransformNode, TransformSpec } from "./nodes.ts";
import { captureCallSite, type CallSite } from "../values/call-site.ts";
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

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Collects the steps of one pipeline, with their names, and hands them out as a frozen graph. */
export class GraphBuilder {
  readonly #collections: Mutable<CollectionNode>[] = [];
  readonly #owned = new Set<CollectionNode>();
  readonly #scopes: Scope[] = [newScope("")];
  #transformCount = 0;

  /** The full name that a step of this name would get now. */
  fullName({ name, defaultName }: StepName): string {
    return this.#scope.path + (name ?? defaultName);
  }

  /** Adds a leaf step to the open composite and returns its node. */
  addStep({ name, spec, inputs, outputs }: StepParts): TransformNode {
    const callSite = captureCallSite();
    const uniqueName = this.#claimName(name, callSite);
    this.#checkOwned(uniqueName, inputs, callSite);
    const made = [...outputs].map(([tag, parts]) => [tag, this.#addCollection(parts)] as const);
    return this.#addNode({ uniqueName, spec, inputs, outputs: new Map(made), children: [], callSite });
  }

  /**
   * Adds a composite: the steps that `build` adds are its children.
   *
   * @param collectionsOf - finds the collections in what `build` returns: the composite's outputs, by tag
   */
  addComposite<O>(
    parts: Pick<StepParts, "name" | "spec" | "inputs">,
    build: () => O,
    collectionsOf: (output: O) => ReadonlyMap<string, CollectionNode>,
  ): O {
    const callSite = captureCallSite();
    const uniqueName = this.#claimName(parts.name, callSite);
    this.#checkOwned(uniqueName, parts.inputs, callSite);
    const scope = newScope(`${uniqueName}/`);
    this.#scopes.push(scope);
    let output: O;
    try {
      output = build();
    } finally {
      this.#scopes.pop();
    }
    const outputs = collectionsOf(output);
    this.#checkOwned(uniqueName, outputs, callSite);
    const inputs = new Map([...parts.inputs, ...outerInputs(scope.children, parts.inputs)]);
    this.#addNode({ uniqueName, spec: parts.spec, inputs, outputs, children: Object.freeze(scope.children), callSite });
    return output;
  }

  /** Sets the coder of a collection that this builder has made. */
  declareCoder(collection: CollectionNode, coder: CoderDeclaration): void {
    // Only this builder's own nodes are in the set; to all others they are read-only.
    if (this.#owned.has(collection)) (collection as Mutable<CollectionNode>).coder = coder;
  }

  /**
   * Returns the graph of all steps so far.
   *
   * @throws EmptyPipelineError when there is none
   */
  build(): Graph {
    const { children } = this.#root;
    if (children.length === 0) throw new EmptyPipelineError();
    return Object.freeze({
      roots: Object.freeze([...children]),
      collections: Object.freeze([...this.#collections]),
    });
  }

  get #root(): Scope {
    const [root] = this.#scopes;
    if (root === undefined) throw new Error("The outermost scope is never closed.");
    return root;
  }

  get #scope(): Scope {
    return this.#scopes.at(-1) ?? this.#root;
  }

  #addNode(parts: Omit<TransformNode, "id">): TransformNode {
    const node: TransformNode = Object.freeze({ id: `t${String(this.#transformCount++)}`, ...parts });
    this.#scope.children.push(node);
    return node;
  }

  #addCollection(parts: CollectionParts): CollectionNode {
    const node = { id: `c${String(this.#collections.length)}`, ...parts };
    this.#collections.push(node);
    this.#owned.add(node);
    return node;
  }

  #claimName({ name, defaultName }: StepName, callSite: CallSite): string {
    const { path, names, counts } = this.#scope;
    let own = name;
    if (own === undefined) {
      let count = counts.get(defaultName) ?? 0;
      do own = ++count === 1 ? defaultName : `${defaultName}${String(count)}`;
      while (names.has(own));
      counts.set(defaultName, count);
    }
    checkName(own, path, callSite, names.get(own));
    names.set(own, callSite);
    return path + own;
  }

  #checkOwned(step: string, collections: ReadonlyMap<string, CollectionNode>, callSite: CallSite): void {
    for (const collection of collections.values()) {
      if (!this.#owned.has(collection)) throw new ForeignCollectionError(step, callSite);
    }
  }
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

/** Finds what the children of a composite take from outside of it, beside its declared inputs. */
function outerInputs(
  children: readonly TransformNode[],
  declared: ReadonlyMap<string, CollectionNode>,
): [string, CollectionNode][] {
  const inside = new Set(children.flatMap(({ outputs }) => [...outputs.values()]));
  const known = new Set(declared.values());
  const outer = new Set(
    children.flatMap(({ inputs }) => [...inputs.values()]).filter((c) => !inside.has(c) && !known.has(c)),
  );
  return [...outer].map((collection, index) => [`outer${String(index)}`, collection]);
}
