import { create } from "../primitives/create.ts";
import type { Element } from "../pipeline/element.ts";
import { PCollection } from "../pipeline/pcollection.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import type { RunObserver, Stand, StepReplacer } from "../pipeline/test-hooks.ts";
import { UnknownStepError } from "./steps.ts";

/**
 * What a step gives in a test:
 *
 * - elements, in the place of its output; for a step that writes, of what it returns: `[]` where nobody looks at it
 * - elements by the name of the output, where it has several: `{ rows: [...], badRows: [] }`
 * - a function of what the step is applied to (the pipeline, or its input), which returns what the step returns
 */
export type Replacement =
  readonly Element[] | Readonly<Record<string, readonly Element[]>> | ((input: never) => unknown);

/** What steps give in a test, by their full names (`"Load/ReadOrders"`). */
export type Replacements = Readonly<Record<string, Replacement>>;

/** The steps of one pipeline that are replaced. */
export class ReplacedSteps implements RunObserver {
  readonly #replacements: Replacements;
  readonly #found = new Set<string>();
  #pipeline: Pipeline | undefined;

  constructor(replacements: Replacements) {
    this.#replacements = replacements;
  }

  readonly replacer: StepReplacer = (step) => {
    if (!Object.hasOwn(this.#replacements, step)) return undefined;
    this.#found.add(step);
    const replacement = this.#replacements[step];
    return replacement && standOf(replacement);
  };

  /** Has the runs of the pipeline refused while some names are unknown. */
  observe(pipeline: Pipeline): void {
    this.#pipeline = pipeline;
    pipeline.observers.push(this);
  }

  /** @throws UnknownStepError when there is no step of some name */
  begin(): void {
    const unknown = Object.keys(this.#replacements).find((name) => !this.#found.has(name));
    if (unknown !== undefined && this.#pipeline !== undefined) throw new UnknownStepError(this.#pipeline, unknown);
  }

  end(): Promise<void> {
    return Promise.resolve();
  }
}

function standOf(replacement: Replacement): Stand {
  // What it takes is what the step is applied to, which the test's author knows.
  if (typeof replacement === "function") return replacement as Stand;
  const stand = (elements: readonly Element[], name: string | undefined, input: unknown): PCollection<Element> =>
    create(pipelineOf(input), name, elements);
  return function replaced(input) {
    if (isList(replacement)) return stand(replacement, undefined, input);
    const outputs = Object.entries(replacement);
    return Object.fromEntries(outputs.map(([tag, elements]) => [tag, stand(elements, tag, input)]));
  };
}

function isList(replacement: object): replacement is readonly Element[] {
  return Array.isArray(replacement);
}

/** What a step is applied to is the pipeline, a collection, or collections by name. */
function pipelineOf(input: unknown): Pipeline {
  if (input instanceof PCollection) return input.pipeline;
  const [first] = Object.values(input as object) as unknown[];
  return first instanceof PCollection ? first.pipeline : (input as Pipeline);
}
