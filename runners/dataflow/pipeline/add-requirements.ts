import { fromBinary } from "@bufbuild/protobuf";
import {
  ParDoPayloadSchema,
  type ParDoPayload,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";

const {
  requiresStatefulProcessing,
  requiresSplittableDofn,
  requiresBundleFinalization,
  requiresStableInput,
  requiresTimeSortedInput,
  requiresOnWindowExpiration,
} = urns.requirements;

/** What a ParDo requires of its runner, and how that shows. */
const table: readonly (readonly [requirement: string, isNeeded: (parDo: ParDoPayload) => boolean])[] = [
  [
    requiresStatefulProcessing,
    ({ stateSpecs, timerFamilySpecs }) => isFilled(stateSpecs) || isFilled(timerFamilySpecs),
  ],
  [requiresSplittableDofn, ({ restrictionCoderId }) => restrictionCoderId !== ""],
  [requiresBundleFinalization, ({ requestsFinalization }) => requestsFinalization],
  [requiresStableInput, (parDo) => parDo.requiresStableInput],
  [requiresTimeSortedInput, (parDo) => parDo.requiresTimeSortedInput],
  [requiresOnWindowExpiration, ({ onWindowExpirationTimerFamilySpec: family }) => family !== ""],
];

/**
 * Lists all that a pipeline's ParDos require of the service: one that is not listed it may leave undone.
 *
 * @param pipeline - is changed
 */
export function addRequirements(pipeline: Pipeline): void {
  const parDos = Object.values(pipeline.components?.transforms ?? {})
    .filter(({ spec }) => spec?.urn === urns.primitives.parDo)
    .map(({ spec }) => fromBinary(ParDoPayloadSchema, spec?.payload ?? new Uint8Array()));
  for (const [requirement, isNeeded] of table) {
    if (pipeline.requirements.includes(requirement) || !parDos.some(isNeeded)) continue;
    pipeline.requirements.push(requirement);
  }
}

function isFilled(record: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(record).length > 0;
}
