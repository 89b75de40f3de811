import { fromBinary } from "@bufbuild/protobuf";
import type { ProcessBundleDescriptor } from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import {
  ParDoPayloadSchema,
  type ParDoPayload,
} from "../../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../model/urns.ts";
import { sideInputsFromProto } from "../../translate/side-inputs.ts";
import { PurlinError } from "../../values/purlin-error.ts";

/** What a ParDo may ask for that this worker does not serve. */
const features: readonly { readonly name: string; readonly isUsed: (payload: ParDoPayload) => boolean }[] = [
  { name: "timers", isUsed: ({ timerFamilySpecs }) => Object.keys(timerFamilySpecs).length > 0 },
  { name: "state", isUsed: ({ stateSpecs }) => Object.keys(stateSpecs).length > 0 },
  { name: "side inputs of another kind", isUsed: ({ sideInputs }) => sideInputsFromProto(sideInputs) === undefined },
  { name: "a splittable DoFn", isUsed: ({ restrictionCoderId }) => restrictionCoderId !== "" },
  { name: "finalization", isUsed: ({ requestsFinalization }) => requestsFinalization },
];

/**
 * Refuses a descriptor whose steps need what this worker doesn't serve, rather than to run it without.
 *
 * @throws UnservedFeatureError
 */
export function checkDescriptor({ transforms }: ProcessBundleDescriptor): void {
  for (const { uniqueName, spec } of Object.values(transforms)) {
    if (spec?.urn !== urns.primitives.parDo) continue;
    const payload = fromBinary(ParDoPayloadSchema, spec.payload);
    const unserved = features.filter(({ isUsed }) => isUsed(payload)).map(({ name }) => name);
    if (unserved.length > 0) throw new UnservedFeatureError(uniqueName, unserved);
  }
}

/** Thrown when a bundle has a step that needs what a worker doesn't serve. */
class UnservedFeatureError extends PurlinError {
  constructor(step: string, features: readonly string[]) {
    super("UnservedFeatureError", "PURLIN_UNSERVED_FEATURE", {
      summary: `The step "${step}" needs what this worker does not serve: ${features.join(", ")}.`,
      remedies: ["run the pipeline on a runner that has it: see `purlin runners`"],
    });
  }
}
