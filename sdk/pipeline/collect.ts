import { doFn } from "../dofn/do-fn.ts";
import { INFERRED } from "../graph/coder-declaration.ts";
import { MAIN_INPUT, MAIN_OUTPUT, type CollectionNode, type Graph, type TransformNode } from "../graph/nodes.ts";
import { partOfGraph } from "../graph/part-of-graph.ts";
import { captureCallSite } from "../values/call-site.ts";
import { PurlinError } from "../values/purlin-error.ts";
import type { PCollection } from "./pcollection.ts";
import { startGraph } from "./run.ts";

/** Thrown when all elements of a collection are wanted that has no end. */
export class UnboundedCollectionError extends PurlinError {
  constructor(method: string) {
    super("UnboundedCollectionError", "PURLIN_UNBOUNDED_COLLECTION", {
      summary: `${method}() waits for the last element of a PCollection that has no end.`,
      facts: { at: captureCallSite().toString() },
      remedies: ["take some of them:  await collection.take(10)"],
    });
  }
}

/**
 * Runs what a collection is made by, and returns its elements.
 *
 * @param method - what the program has called, for messages and as the name of the step that collects
 * @param enough - with how many elements the job is ended; all are returned when left out
 */
export async function collect<T>(collection: PCollection<T>, method: string, enough = Infinity): Promise<T[]> {
  const { pipeline, node } = collection;
  if (!node.isBounded && enough === Infinity) throw new UnboundedCollectionError(method);
  const gathered = new Gathered<T>(enough);
  const step = gatheringStep(pipeline.graph(), node);
  const functionId = pipeline.functions.add("parDo", gathered.fn, step.uniqueName);
  const part = partOfGraph(pipeline.graph(), node);
  const graph: Graph = {
    roots: [...part.roots, { ...step, spec: { kind: "parDo", functionId } }],
    collections: [...part.collections, ...step.outputs.values()],
  };
  const job = await startGraph(pipeline, graph);
  gathered.endWith(() => job.cancel());
  try {
    await job.waitUntilFinish();
  } catch (error) {
    // A job that is ended early rejects as one that was cancelled: what was wanted is there.
    if (!gathered.isEnough) throw error;
  }
  await gathered.ended;
  return gathered.elements;
}

/**
 * Runs what a collection is made by until there are `n` elements, and returns these.
 *
 * @throws RangeError when `n` is not a whole number of at least 1
 */
export async function take<T>(collection: PCollection<T>, method: string, n: number): Promise<T[]> {
  if (Number.isSafeInteger(n) && n >= 1) return collect(collection, method, n);
  throw new RangeError(`${method} takes a whole number of at least 1; got ${String(n)}.`);
}

/** Where the elements of a run come together. Its function runs in this process alone. */
class Gathered<T> {
  readonly elements: T[] = [];
  readonly #enough: number;
  /** Settles when the job that has had enough has ended. */
  ended: Promise<void> | undefined;
  #end: (() => Promise<void>) | undefined;

  constructor(enough: number) {
    this.#enough = enough;
  }

  get isEnough(): boolean {
    return this.elements.length >= this.#enough;
  }

  /** Says how the job is ended when there is enough, which may be so already. */
  endWith(end: () => Promise<void>): void {
    this.#end = end;
    if (this.isEnough) this.ended = end();
  }

  /** Elements of a bundle count when it has ended: one that fails may be run again. */
  readonly fn = doFn<T, never>()({
    setup: (): { elements: T[] } => ({ elements: [] }),
    startBundle: ({ resources }) => {
      resources.elements = [];
    },
    process: (element, { resources }) => {
      if (this.isEnough) return;
      resources.elements.push(element);
      if (this.elements.length + resources.elements.length >= this.#enough) this.#take(resources);
    },
    finishBundle: ({ resources }) => this.#take(resources),
  });

  #take(held: { elements: T[] }): void {
    for (const element of held.elements) if (!this.isEnough) this.elements.push(element);
    held.elements = [];
    if (this.isEnough) this.ended ??= this.#end?.();
  }
}

/** Makes the step that gathers a collection, under a name that no other step has. */
function gatheringStep({ roots }: Graph, node: CollectionNode): Omit<TransformNode, "spec"> {
  const taken = new Set(roots.map(({ uniqueName }) => uniqueName));
  let uniqueName = "Collect";
  for (let n = 2; taken.has(uniqueName); n++) uniqueName = `Collect${String(n)}`;
  const output: CollectionNode = {
    id: "collected",
    coder: INFERRED,
    windowing: node.windowing,
    isBounded: node.isBounded,
  };
  return {
    id: "collect",
    uniqueName,
    inputs: new Map([[MAIN_INPUT, node]]),
    outputs: new Map([[MAIN_OUTPUT, output]]),
    children: [],
    callSite: captureCallSite(),
  };
}
