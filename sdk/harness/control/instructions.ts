import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type {
  InstructionRequest,
  InstructionResponseSchema,
} from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { MonitoringInfoSchema } from "../../model/gen/org/apache/beam/model/pipeline/v1/metrics_pb.ts";
import type { ShortIds } from "../metrics/short-ids.ts";
import type { DataSampler } from "../sampling/data-sampler.ts";
import type { BundleRunner } from "./bundle-runner.ts";
import type { Descriptors } from "./descriptors.ts";

type Request = InstructionRequest["request"];
type Response = Exclude<MessageInitShape<typeof InstructionResponseSchema>["response"], undefined>;

/** What instructions are carried out with. */
export interface InstructionParts {
  readonly bundles: BundleRunner;
  readonly descriptors: Descriptors;
  readonly shortIds: ShortIds;
  readonly sampler: DataSampler;
}

type Handler<Case extends Exclude<Request["case"], undefined>> = (
  parts: InstructionParts,
  value: Extract<Request, { readonly case: Case }>["value"],
  instructionId: string,
) => Response | Promise<Response>;

/** What a worker does on each kind of instruction. */
const handlers: { readonly [Case in Exclude<Request["case"], undefined>]: Handler<Case> } = {
  register: ({ descriptors }, { processBundleDescriptor }) => {
    for (const descriptor of processBundleDescriptor) descriptors.register(descriptor);
    return { case: "register", value: {} };
  },
  processBundle: async ({ bundles }, request, instructionId) => ({
    case: "processBundle",
    value: await bundles.process(instructionId, request),
  }),
  processBundleProgress: ({ bundles }, { instructionId }) => ({
    case: "processBundleProgress",
    value: bundles.progress(instructionId),
  }),
  // The model's way to say that a bundle can't be split now. No step here gives work back.
  processBundleSplit: () => ({ case: "processBundleSplit", value: {} }),
  // No step here asks to be told, so there is nothing to call.
  finalizeBundle: () => ({ case: "finalizeBundle", value: {} }),
  monitoringInfos: ({ shortIds }, { monitoringInfoId }) => {
    const known = monitoringInfoId.flatMap((id) => {
      const info = shortIds.infoOf(id);
      return info === undefined ? [] : [[id, create(MonitoringInfoSchema, info)] as const];
    });
    return { case: "monitoringInfos", value: { monitoringInfo: Object.fromEntries(known) } };
  },
  // All metrics of this worker belong to bundles.
  harnessMonitoringInfos: () => ({ case: "harnessMonitoringInfos", value: {} }),
  sampleData: ({ sampler }, { pcollectionIds }) => ({
    case: "sampleData",
    value: { elementSamples: sampler.take(pcollectionIds) },
  }),
};

/**
 * Carries an instruction out.
 *
 * @throws Error when it fails, or is of a kind that this SDK doesn't know
 */
export async function carryOut(parts: InstructionParts, instruction: InstructionRequest): Promise<Response> {
  const { instructionId, request } = instruction;
  if (request.case === undefined) {
    throw new Error("The runner has sent an instruction of a kind that this SDK doesn't know.");
  }
  // The table has, under each kind, what takes its value.
  const handle = handlers[request.case] as (
    parts: InstructionParts,
    value: unknown,
    instructionId: string,
  ) => Response | Promise<Response>;
  return handle(parts, request.value, instructionId);
}
