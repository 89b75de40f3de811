import {
  IsBounded_Enum,
  type Components,
  type PTransform,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { componentOf } from "../translate/invalid-pipeline-error.ts";
import { windowFnFromProto } from "../translate/windowing.ts";
import type { WindowFn } from "../windowing/window-fn.ts";
import { describe, writeTheSame } from "./compare-coders.ts";
import { ExpansionError, type ExpansionPlace } from "./expansion-error.ts";

/** The program's side: the pipeline as it is before the expansion. */
interface Program {
  readonly components: Components;
  readonly place: ExpansionPlace;
}

/** The service's side. */
interface Expansion {
  readonly transform: PTransform;
  readonly components: Components;
}

/**
 * Finds the collections of an expansion that are the outputs which the program has declared, and compares them.
 *
 * @returns the program's ids, by the expansion's
 * @throws ExpansionError when there is no such output, or it is not what the program says
 */
export function matchOutputs(
  { components, place }: Program,
  id: string,
  expansion: Expansion,
): ReadonlyMap<string, string> {
  const declared = Object.entries(componentOf(components.transforms, id, "transform").outputs);
  const given = Object.entries(expansion.transform.outputs);
  const matched = new Map<string, string>();
  for (const [tag, collection] of declared) {
    // SDKs have names of their own for the only output.
    const isOnly = declared.length === 1 && given.length === 1;
    const found = isOnly ? given[0]?.[1] : expansion.transform.outputs[tag];
    if (found === undefined) throw missingOutput(place, tag, given);
    if (matched.has(found) || !Object.hasOwn(expansion.components.pcollections, found) || isInput(expansion, found)) {
      throw new ExpansionError(place, {
        summary: `"${place.step}" gives back one of its inputs, or one collection twice, as its output "${tag}".`,
        remedies: ["leave the step out where it changes nothing"],
      });
    }
    compare({
      place,
      tag,
      declared: { id: collection, components },
      given: { id: found, components: expansion.components },
    });
    matched.set(found, collection);
  }
  return matched;
}

function isInput({ transform }: Expansion, id: string): boolean {
  return Object.values(transform.inputs).includes(id);
}

function missingOutput(place: ExpansionPlace, tag: string, given: readonly [string, string][]): ExpansionError {
  return new ExpansionError(place, {
    summary: `"${place.step}" has no output "${tag}", as the program says.`,
    facts: { outputs: given.length === 0 ? "none" : given.map(([name]) => name).join(", ") },
    remedies: ["declare the outputs by their names there:  outputs: { name: coder }"],
  });
}

interface Side {
  readonly id: string;
  readonly components: Components;
}

interface Comparison {
  readonly place: ExpansionPlace;
  readonly tag: string;
  readonly declared: Side;
  readonly given: Side;
}

function compare({ place, tag, declared, given }: Comparison): void {
  const ours = componentOf(declared.components.pcollections, declared.id, "PCollection");
  const theirs = componentOf(given.components.pcollections, given.id, "PCollection");
  const ourCoder = { id: ours.coderId, coders: declared.components.coders };
  const theirCoder = { id: theirs.coderId, coders: given.components.coders };
  if (!writeTheSame(ourCoder, theirCoder)) {
    throw new ExpansionError(place, {
      summary: `The output "${tag}" of "${place.step}" has another coder than the program says.`,
      facts: { "the program's": describe(ourCoder), "the service's": describe(theirCoder) },
      remedies: [
        "declare the coder that the service gives it",
        "let the other SDK give it one that all know: in Python, by a type hint, with_output_types(...)",
      ],
    });
  }
  const ourWindows = windowFnOf(ours.windowingStrategyId, declared.components);
  const theirWindows = windowFnOf(theirs.windowingStrategyId, given.components);
  if (!ourWindows.isCompatible(theirWindows)) {
    throw new ExpansionError(place, {
      summary: `"${place.step}" changes the windows of its elements, which this version can't follow.`,
      facts: { "the input's": ourWindows.toString(), "the output's": theirWindows.toString() },
      remedies: ["window the elements after it:  .window(...)"],
    });
  }
  if (ours.isBounded === IsBounded_Enum.BOUNDED && theirs.isBounded === IsBounded_Enum.UNBOUNDED) {
    throw new ExpansionError(place, {
      summary: `The output "${tag}" of "${place.step}" is unbounded, and the program says that it is not.`,
      remedies: ["say so where the step is made:  isBounded: false"],
    });
  }
}

function windowFnOf(id: string, { windowingStrategies }: Components): WindowFn {
  return windowFnFromProto(componentOf(windowingStrategies, id, "windowing strategy").windowFn);
}
