import { fromBinary } from "@bufbuild/protobuf";
import type { Coder } from "../../../sdk/coders/coder.ts";
import { canonicalValueCoder } from "../../../sdk/coders/value-coder.ts";
import type { FunctionTable } from "../../../sdk/fn/function-table.ts";
import type { ProcessBundleDescriptor } from "../../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { ParDoPayloadSchema } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { OptionError } from "../../../sdk/options/option-error.ts";
import { bundlings, type Bundling } from "../../../sdk/options/pipeline-options.ts";
import { functionIdOf } from "../../../sdk/translate/function-spec.ts";
import { purlinUrns } from "../../../sdk/translate/purlin-urns.ts";
import type { StageSpec } from "../engine/stage-spec.ts";
import { cutByKey, cutRuns } from "./cut.ts";
import type { Cutter } from "./cut-input.ts";

/** The longest run of `"greedy"`: most bundles are small, and some are not. */
const longestRun = 64;

/**
 * Returns how the input of a stage is cut; undefined where it is not.
 *
 * @param least - how many elements a bundle has at least, where it is not to have one
 * @throws OptionError when there is no such way
 */
export function cutterOf(bundling: Bundling, spec: StageSpec, least: number): Cutter | undefined {
  switch (bundling) {
    case "all":
      return undefined;
    case "one-element":
      return (taken) => cutRuns(taken, () => 1);
    case "one-key": {
      const keyCoder = keyCoderOf(spec);
      return keyCoder && ((taken) => cutByKey(taken, keyCoder, least));
    }
    case "greedy": {
      const random = randomFrom(spec.name);
      // By its square, so that bundles of one element are frequent.
      return (taken) => cutRuns(taken, () => Math.max(least, Math.ceil(random() ** 2 * longestRun)));
    }
    default:
      // A program without type checks may say anything.
      throw new OptionError({
        summary: `bundling can't be ${JSON.stringify(bundling)}.`,
        facts: { expected: bundlings.map((known) => JSON.stringify(known)).join(", ") },
      });
  }
}

/**
 * Returns how many elements a bundle of a stage has at least: as many as its steps process at a time, since none of them
 * outlives its bundle.
 */
export function leastElements({ transforms }: ProcessBundleDescriptor, functions: FunctionTable): number {
  let least = 1;
  for (const { spec } of Object.values(transforms)) {
    if (spec?.urn !== urns.primitives.parDo) continue;
    const { doFn } = fromBinary(ParDoPayloadSchema, spec.payload);
    if (doFn?.urn === purlinUrns.identity) continue;
    least = Math.max(least, functions.get("parDo", functionIdOf(doFn)).async?.concurrency ?? 1);
  }
  return least;
}

/** Returns what tells keys apart; undefined where nothing can be a pair. */
function keyCoderOf(spec: StageSpec): Coder<unknown> | undefined {
  if (spec.kind === "aggregate") return spec.grouping.keyCoder;
  if (spec.kind === "root") return undefined;
  const { elementCoder } = spec.elements;
  // Where nobody groups a collection, it may have pairs all the same.
  if (elementCoder.kind === "value") return canonicalValueCoder;
  return elementCoder.kind === "kv" ? elementCoder.components[0] : undefined;
}

/** Returns random numbers in [0, 1), the same ones for the same seed (splitmix32). */
function randomFrom(seed: string): () => number {
  let state = 0;
  for (const character of seed) state = (Math.imul(state, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
