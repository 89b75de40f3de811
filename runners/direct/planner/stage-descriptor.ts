import { create } from "@bufbuild/protobuf";
import {
  ProcessBundleDescriptorSchema,
  type ProcessBundleDescriptor,
} from "../../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import {
  FunctionSpecSchema,
  PTransformSchema,
  type PTransform,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { runnerTransformUrns } from "../../../sdk/model/fn-api-urns.ts";
import type { FusedStage } from "./fuse.ts";
import type { PlanGraph } from "./plan-graph.ts";

/** A stage as the kernel and the local context see it. */
export interface StageDescriptor {
  readonly descriptor: ProcessBundleDescriptor;
  /** The stages that the elements of each sink go to, by the sink's transform id. */
  readonly targets: ReadonlyMap<string, readonly string[]>;
  /** The id of what keeps elements for side inputs, by the sink's transform id. */
  readonly sideTargets: ReadonlyMap<string, string>;
}

/** Makes the descriptor that the kernel runs a stage by: its transforms between a source and a sink for each output. */
export function describeStage(stage: FusedStage, { components }: PlanGraph): StageDescriptor {
  const transforms: Record<string, PTransform> = {
    [`${stage.id}/source`]: boundary(stage.name, runnerTransformUrns.dataSource, {}, { output: stage.input }),
  };
  for (const { id, transform } of stage.leaves) transforms[id] = transform;
  const targets = new Map<string, string[]>();
  for (const [collection, consumers] of stage.outputs) {
    const id = `${stage.id}/sink/${collection}`;
    // Named after the step that the elements go to: what is wrong with them there is found while they are written.
    const name = consumers[0]?.name ?? collection;
    transforms[id] = boundary(name, runnerTransformUrns.dataSink, { input: collection }, {});
    targets.set(
      id,
      consumers.map((consumer) => consumer.id),
    );
  }
  const sideTargets = new Map<string, string>();
  for (const [store, { collection, readBy }] of stage.sideOutputs) {
    const id = `${stage.id}/side/${store}`;
    transforms[id] = boundary(readBy, runnerTransformUrns.dataSink, { input: collection }, {});
    sideTargets.set(id, store);
  }
  const descriptor = create(ProcessBundleDescriptorSchema, { id: stage.id });
  // Shared, not copied: a descriptor that stays in this process may hold more than its own components.
  descriptor.transforms = transforms;
  descriptor.pcollections = components.pcollections;
  descriptor.coders = components.coders;
  descriptor.windowingStrategies = components.windowingStrategies;
  descriptor.environments = components.environments;
  return { descriptor, targets, sideTargets };
}

function boundary(
  uniqueName: string,
  urn: string,
  inputs: Record<string, string>,
  outputs: Record<string, string>,
): PTransform {
  return create(PTransformSchema, { uniqueName, spec: create(FunctionSpecSchema, { urn }), inputs, outputs });
}
