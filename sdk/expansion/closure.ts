import { create } from "@bufbuild/protobuf";
import {
  ComponentsSchema,
  FunctionSpecSchema,
  PTransformSchema,
  type Components,
  type PTransform,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";
import { componentOf } from "../translate/invalid-pipeline-error.ts";

/**
 * Returns the components that an expansion service needs to know: the collections that a transform takes, and the coders
 * that its outputs are to have, each with all that it refers to.
 *
 * The service is told of no transform of the pipeline. As other SDKs know collections by what makes them, each input gets
 * an impulse that stands for all that comes before.
 */
export function closureOf(transform: PTransform, components: Components): Components {
  const closure = create(ComponentsSchema);
  for (const [tag, id] of Object.entries(transform.inputs)) {
    addCollection(id, components, closure);
    closure.transforms[`purlin_before_${tag}`] = create(PTransformSchema, {
      uniqueName: `purlin_before_${tag}`,
      spec: create(FunctionSpecSchema, { urn: urns.primitives.impulse }),
      outputs: { out: id },
    });
  }
  for (const id of Object.values(transform.outputs)) {
    addCoder(componentOf(components.pcollections, id, "PCollection").coderId, components, closure);
  }
  return closure;
}

function addCollection(id: string, { pcollections, ...rest }: Components, closure: Components): void {
  const collection = componentOf(pcollections, id, "PCollection");
  closure.pcollections[id] = collection;
  addCoder(collection.coderId, { pcollections, ...rest }, closure);
  const windowing = componentOf(rest.windowingStrategies, collection.windowingStrategyId, "windowing strategy");
  closure.windowingStrategies[collection.windowingStrategyId] = windowing;
  addCoder(windowing.windowCoderId, { pcollections, ...rest }, closure);
  if (windowing.environmentId !== "") {
    const { environmentId } = windowing;
    closure.environments[environmentId] = componentOf(rest.environments, environmentId, "environment");
  }
}

function addCoder(id: string, components: Components, closure: Components): void {
  const coder = componentOf(components.coders, id, "coder");
  closure.coders[id] = coder;
  for (const component of coder.componentCoderIds) addCoder(component, components, closure);
}
