import { create, toBinary } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import {
  AnyOfEnvironmentPayloadSchema,
  EnvironmentSchema,
  PipelineSchema,
  type Environment,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { chooseEnvironments } from "./choose-environments.ts";

const { docker, external, process, anyof } = urns.environments;

function environment(urn: string): Environment {
  return create(EnvironmentSchema, { urn });
}

function anyOf(...environments: Environment[]): Environment {
  const payload = toBinary(AnyOfEnvironmentPayloadSchema, create(AnyOfEnvironmentPayloadSchema, { environments }));
  return create(EnvironmentSchema, { urn: anyof, payload });
}

it.each([
  { name: "workers that run already, on this host", here: true, offer: [docker, external], chosen: external },
  { name: "what is named first, where they are out of reach", here: false, offer: [docker, external], chosen: docker },
  { name: "what is named first, where none run", here: true, offer: [process, docker], chosen: process },
])("chooses $name", ({ here, offer, chosen }) => {
  const environments = { theirs: anyOf(...offer.map(environment)), nested: anyOf(anyOf(...offer.map(environment))) };
  const pipeline = create(PipelineSchema, { components: { environments } });
  chooseEnvironments(pipeline, here);
  expect(Object.values(pipeline.components?.environments ?? {}).map(({ urn }) => urn)).toEqual([chosen, chosen]);
});

it("leaves an environment without a choice, and one that offers nothing, as they are", () => {
  const environments = { ours: environment(docker), none: anyOf() };
  const pipeline = create(PipelineSchema, { components: { environments } });
  chooseEnvironments(pipeline, true);
  expect(pipeline.components?.environments).toEqual(environments);
});
