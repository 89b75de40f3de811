import { describe, expect, it } from "vitest";
import { readEach } from "./enum-options.ts";
import { runnerTransformUrns } from "./fn-api-urns.ts";
import {
  StandardCoders_EnumSchema,
  StandardPTransforms_Primitives,
} from "./gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { monitoringInfoSpecs, monitoringLabels, monitoringTypeUrns } from "./monitoring-info-specs.ts";
import { expansionMethodUrns, logicalTypeUrns, managedTransformUrns } from "./schema-urns.ts";
import { urns } from "./urns.ts";

const tables = {
  ...urns,
  runnerTransformUrns,
  monitoringTypeUrns,
  logicalTypeUrns,
  expansionMethodUrns,
  managedTransformUrns,
};

describe("URNs", () => {
  // Source: the URNs as they stand in pipelines that other SDKs make.
  it.each([
    [urns.primitives.parDo, "beam:transform:pardo:v1"],
    [urns.primitives.assignWindows, "beam:transform:window_into:v1"],
    [urns.deprecatedPrimitives.createView, "beam:transform:create_view:v1"],
    [urns.composites.pubsubWriteV2, "beam:transform:pubsub_write:v2"],
    [urns.combineComponents.combinePerKeyPrecombine, "beam:transform:combine_per_key_precombine:v1"],
    [
      urns.splittableParDoComponents.processSizedElementsAndRestrictions,
      "beam:transform:sdf_process_sized_element_and_restrictions:v1",
    ],
    [urns.coders.stringUtf8, "beam:coder:string_utf8:v1"],
    [urns.windowFns.globalWindows, "beam:window_fn:global_windows:v1"],
    [urns.windowFns.sessionWindows, "beam:window_fn:session_windows:v1"],
    [urns.sideInputs.multimap, "beam:side_input:multimap:v1"],
    [urns.userStates.bag, "beam:user_state:bag:v1"],
    [urns.environments.external, "beam:env:external:v1"],
    [urns.environments.default, "beam:env:default:v1"],
    [urns.artifactRoles.stagingTo, "beam:artifact:role:staging_to:v1"],
    [urns.capabilities.workerStatus, "beam:protocol:worker_status:v1"],
    [urns.runnerCapabilities.monitoringInfoShortIds, "beam:protocol:monitoring_info_short_ids:v1"],
    [urns.requirements.requiresStatefulProcessing, "beam:requirement:pardo:stateful:v1"],
    [runnerTransformUrns.dataSource, "beam:runner:source:v1"],
    [runnerTransformUrns.dataSink, "beam:runner:sink:v1"],
    [logicalTypeUrns.microsInstant, "beam:logical_type:micros_instant:v1"],
    [monitoringTypeUrns.topNInt64Type, "beam:metrics:top_n_int64:v1"],
    [monitoringLabels.transform, "PTRANSFORM"],
  ])("are keyed by the model's names in lower camel: %s", (actual, expected) => {
    expect(actual).toBe(expected);
  });

  it.each(Object.entries(tables))("of %s are URNs, each of its own, and frozen", (_, table) => {
    const values = Object.values(table);
    expect(values.length).toBeGreaterThan(0);
    for (const urn of values) expect(urn).toMatch(/^beam:[a-z_]+:\S+:v\d+$/);
    expect(new Set(values).size).toBe(values.length);
    expect(Object.isFrozen(table)).toBe(true);
  });

  it("are refused when names and descriptor belong to different enums", () => {
    expect(() => readEach(StandardCoders_EnumSchema, StandardPTransforms_Primitives, String)).toThrow(
      "org.apache.beam.model.pipeline.v1.StandardCoders.Enum has no value PAR_DO = 0.",
    );
  });
});

describe("the specs of metrics", () => {
  it("hold URN, type and required labels", () => {
    expect(monitoringInfoSpecs.userSumInt64).toEqual({
      urn: "beam:metric:user:sum_int64:v1",
      typeUrn: monitoringTypeUrns.sumInt64Type,
      requiredLabels: [monitoringLabels.transform, monitoringLabels.namespace, monitoringLabels.name],
    });
  });

  it.each(Object.entries(monitoringInfoSpecs))("name a declared type and declared labels: %s", (_, spec) => {
    expect(Object.values(monitoringTypeUrns)).toContain(spec.typeUrn);
    expect(Object.values(monitoringLabels)).toEqual(expect.arrayContaining([...spec.requiredLabels]));
  });
});
