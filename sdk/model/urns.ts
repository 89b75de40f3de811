/**
 * The URNs of pipelines: of transforms, coders, window functions, environments and all else that the runner API names.
 * They are read from the options of the generated enums; what the Fn API adds is in fn-api-urns.ts, schemas and
 * expansion in schema-urns.ts, metrics in monitoring-info-specs.ts.
 */
import { urnsOf } from "./enum-options.ts";
import * as api from "./gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import * as windowFns from "./gen/org/apache/beam/model/pipeline/v1/standard_window_fns_pb.ts";

/**
 * Every URN of the runner API, by table and by the value's name in lower camel: `urns.primitives.parDo` is
 * `"beam:transform:pardo:v1"`.
 */
export const urns = Object.freeze({
  /** What a runner must know; everything else can be expanded into these. */
  primitives: urnsOf(api.StandardPTransforms_PrimitivesSchema, api.StandardPTransforms_Primitives),
  /** Primitives that only older SDKs make. */
  deprecatedPrimitives: urnsOf(
    api.StandardPTransforms_DeprecatedPrimitivesSchema,
    api.StandardPTransforms_DeprecatedPrimitives,
  ),
  /** What a runner may replace by something better than its expansion. */
  composites: urnsOf(api.StandardPTransforms_CompositesSchema, api.StandardPTransforms_Composites),
  /** The parts that a combine is lifted into. */
  combineComponents: urnsOf(api.StandardPTransforms_CombineComponentsSchema, api.StandardPTransforms_CombineComponents),
  /** The parts that a splittable ParDo is expanded into. */
  splittableParDoComponents: urnsOf(
    api.StandardPTransforms_SplittableParDoComponentsSchema,
    api.StandardPTransforms_SplittableParDoComponents,
  ),
  groupIntoBatchesComponents: urnsOf(
    api.StandardPTransforms_GroupIntoBatchesComponentsSchema,
    api.StandardPTransforms_GroupIntoBatchesComponents,
  ),
  coders: urnsOf(api.StandardCoders_EnumSchema, api.StandardCoders_Enum),
  windowFns: Object.freeze({
    globalWindows: urnsOf(windowFns.GlobalWindowsPayload_EnumSchema, windowFns.GlobalWindowsPayload_Enum).properties,
    fixedWindows: urnsOf(windowFns.FixedWindowsPayload_EnumSchema, windowFns.FixedWindowsPayload_Enum).properties,
    slidingWindows: urnsOf(windowFns.SlidingWindowsPayload_EnumSchema, windowFns.SlidingWindowsPayload_Enum).properties,
    sessionWindows: urnsOf(windowFns.SessionWindowsPayload_EnumSchema, windowFns.SessionWindowsPayload_Enum).properties,
  }),
  /** How a side input is read. */
  sideInputs: urnsOf(api.StandardSideInputTypes_EnumSchema, api.StandardSideInputTypes_Enum),
  /** The protocols that serve the state of a DoFn. */
  userStates: urnsOf(api.StandardUserStateTypes_EnumSchema, api.StandardUserStateTypes_Enum),
  environments: urnsOf(api.StandardEnvironments_EnvironmentsSchema, api.StandardEnvironments_Environments),
  artifactTypes: urnsOf(api.StandardArtifacts_TypesSchema, api.StandardArtifacts_Types),
  artifactRoles: urnsOf(api.StandardArtifacts_RolesSchema, api.StandardArtifacts_Roles),
  /** What a worker can do, listed in its environment. */
  capabilities: urnsOf(api.StandardProtocols_EnumSchema, api.StandardProtocols_Enum),
  /** What a runner can do, told to workers when they start. */
  runnerCapabilities: urnsOf(api.StandardRunnerProtocols_EnumSchema, api.StandardRunnerProtocols_Enum),
  /** What a pipeline needs of its runner, which must refuse it otherwise. */
  requirements: urnsOf(api.StandardRequirements_EnumSchema, api.StandardRequirements_Enum),
  displayData: urnsOf(api.StandardDisplayData_DisplayDataSchema, api.StandardDisplayData_DisplayData),
  resourceHints: urnsOf(api.StandardResourceHints_EnumSchema, api.StandardResourceHints_Enum),
});
