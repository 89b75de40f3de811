/**
 * Typed data pipelines on Apache Beam's portable model.
 *
 * @packageDocumentation
 */
import * as schema from "./schema/builders.ts";

export { bytesCoder } from "./coders/bytes-coder.ts";
export { boolCoder } from "./coders/bool-coder.ts";
export { ClassRegistrationError, registerClass, type ClassOptions } from "./coders/class-registry.ts";
export type { Coder } from "./coders/coder.ts";
export { CoderError } from "./coders/coder-error.ts";
export { customCoder, type CustomCoderParts, type NamedCoder } from "./coders/custom-coder.ts";
export { doubleCoder } from "./coders/double-coder.ts";
export { decodeBytes, encodeBytes } from "./coders/encode-bytes.ts";
export { intervalWindowCoder } from "./coders/interval-window-coder.ts";
export { iterableCoder } from "./coders/iterable-coder.ts";
export { jsonCoder } from "./coders/json-coder.ts";
export { kvCoder } from "./coders/kv-coder.ts";
export { nullableCoder } from "./coders/nullable-coder.ts";
export { rowCoder, type RowCoder } from "./coders/row-coder.ts";
export { stringUtf8Coder } from "./coders/string-utf8-coder.ts";
export { canonicalValueCoder, valueCoder, valueCoderOf } from "./coders/value-coder.ts";
export { varintCoder } from "./coders/varint-coder.ts";
export { varint64Coder } from "./coders/varint64-coder.ts";
export type { WireReader } from "./coders/wire-reader.ts";
export type { WireWriter } from "./coders/wire-writer.ts";
export type { Pipeline as PipelineProto } from "./model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
export type { AsyncOptions, RetryOptions } from "./dofn/async-options.ts";
export type { CombineCoder, CombineContext, CombineFn } from "./dofn/combine-fn.ts";
export {
  combineFn,
  type CombineFnOf,
  type CombineFnParts,
  type CombineFnWithSide,
} from "./dofn/combine-fn-with-side.ts";
export type {
  BundleContext,
  ElementContext,
  EmitOptions,
  EmitWindowedOptions,
  OutputTypes,
  ProcessContext,
  SetupContext,
  TeardownContext,
} from "./dofn/contexts.ts";
export type { DeadLetter, DeadLetterError, DeadLetterOptions, ErrorBudget } from "./dofn/dead-letter.ts";
export {
  doFn,
  output,
  type DoFn,
  type DoFnParts,
  type DoFnTypes,
  type NoOutputs,
  type OutputsOf,
  type OutputSpec,
  type OutputSpecs,
} from "./dofn/do-fn.ts";
export {
  sideInput,
  type NoSide,
  type SideInputSpec,
  type SideInputSpecs,
  type SideMultimap,
  type SideTypes,
  type SideTypesOf,
  type StoredMultimap,
} from "./dofn/side-inputs.ts";
export {
  AsyncCompositeError,
  EmptyPipelineError,
  ForeignCollectionError,
  IncompatibleWindowsError,
  KeyedInputError,
  NonDeterministicKeyError,
  StepNameError,
  UnboundedGroupError,
} from "./graph/graph-errors.ts";
export type { CollectionNode, Graph, TransformNode } from "./graph/nodes.ts";
export type { ResourceHints, StepSettings } from "./graph/step-settings.ts";
export { MetricResults, type MetricFilter, type MetricResult, type MetricsJson } from "./metrics/metric-results.ts";
export type {
  Counter,
  Distribution,
  DistributionResult,
  Gauge,
  GaugeResult,
  Metrics,
  StringSet,
} from "./metrics/metrics.ts";
export { option, type Option, type OptionHelp, type OptionSettings, type OptionValue } from "./options/option.ts";
export type { OptionsSpec } from "./options/declared-options.ts";
export { OptionError } from "./options/option-error.ts";
export { UnknownOptionError } from "./options/option-names.ts";
export { parseOptions, type ParsedOptions, type ReservedNames } from "./options/parse-options.ts";
export type { NumberRange } from "./options/value-type.ts";
export type { AutoscalingAlgorithm, DataflowOptions, FlexRsGoal } from "./options/dataflow-options.ts";
export type { Bundling, PipelineOptions } from "./options/pipeline-options.ts";
export {
  definePipeline,
  type DefinitionSettings,
  type NoOptions,
  type PipelineDefinition,
} from "./pipeline/define-pipeline.ts";
export { UnboundedCollectionError } from "./pipeline/collect.ts";
export type { Element, Many } from "./pipeline/element.ts";
export { PCollection } from "./pipeline/pcollection.ts";
export { Pipeline } from "./pipeline/pipeline.ts";
export type { PTransform, RootTransform } from "./pipeline/ptransform.ts";
export type { Job, JobState, PipelineResult } from "./pipeline/result.ts";
export type { Runner, RunRequest } from "./pipeline/runner.ts";
export {
  EmptyDefaultError,
  type CombineGloballyOptions,
  type CombineGloballyWithSideOptions,
  type CombineOptions,
  type CombinePerKeyOptions,
  type CombineWithSideOptions,
} from "./primitives/combine-options.ts";
export { StreamElsewhereError, StreamReadTwiceError, type Elements, type Known } from "./primitives/create.ts";
export {
  external,
  type ExternalInput,
  type ExternalOptions,
  type ExternalOutputs,
  type OutputCoders,
} from "./primitives/external.ts";
export { configuration, type ExternalConfiguration, type ExternalTarget } from "./primitives/external-payload.ts";
export type { Branches, Guarded, Guards, LeftBy } from "./primitives/branch.ts";
export { coGroup, type CoGrouped, type CoGroupInputs } from "./primitives/co-group.ts";
export { flatten, type ElementOf } from "./primitives/flatten.ts";
export { impulse } from "./primitives/impulse.ts";
export type { ElementWiseOptions, ParDoArguments, ParDoOptions } from "./primitives/element-wise-options.ts";
export type { SafeOptions, SafeOutputs, SafeParDoArguments, SafeParDoOutputs } from "./primitives/map-safe.ts";
export type { ParDoOutput } from "./primitives/par-do.ts";
export {
  SideInput,
  SideInputWindowsError,
  type NeededSideInputs,
  type NoSideInputs,
  type SideInputs,
  type SideValues,
} from "./primitives/side-input.ts";
export type { Partitions } from "./primitives/partition.ts";
export type { RedistributeOptions } from "./primitives/redistribute.ts";
export {
  UnlistedKindError,
  type AllKinds,
  type MissingKinds,
  type OfKind,
  type SplitByKind,
} from "./primitives/split-by.ts";
export type { WindowOptions } from "./primitives/window-into.ts";
export { runnerSink, runnerSource, type RunnerTransform } from "./primitives/runner-transform.ts";
export { schemaOf } from "./primitives/schema-of.ts";
export { CoderAlreadySetError } from "./primitives/with-coder.ts";
export { schema };
export type { Field, Row, Schema, SchemaOption } from "./schema/schema.ts";
export type { FieldAt, FieldPath, UnknownField } from "./schema/field-path.ts";
export type { FieldType, OptionalFieldType } from "./schema/field-type.ts";
export { SchemaError } from "./schema/schema-error.ts";
export {
  isStandardRowSchema,
  isStandardSchema,
  issuePath,
  type InferInput,
  type InferOutput,
  type JsonSchemaRequest,
  type StandardIssue,
  type StandardProps,
  type StandardResult,
  type StandardRowSchema,
  type StandardSchema,
} from "./schema/standard-schema.ts";
export { days, hours, millis, minutes, seconds, type Duration } from "./values/duration.ts";
export type { KV } from "./values/kv.ts";
export type { PaneInfo, PaneTiming } from "./values/pane.ts";
export { loadOptionalPackage, MissingPackageError, type OptionalPackage } from "./values/optional-package.ts";
export { PurlinError, type ErrorParts } from "./values/purlin-error.ts";
export { addMillis, END_OF_GLOBAL_WINDOW, MAX_TIMESTAMP, MIN_TIMESTAMP, type Timestamp } from "./values/timestamp.ts";
export { intervalOf, NotAnIntervalError } from "./values/interval-of.ts";
export { GLOBAL_WINDOW, GlobalWindow, IntervalWindow, type Window } from "./values/window.ts";
export {
  calendarDays,
  calendarMonths,
  calendarWeeks,
  calendarYears,
  type CalendarOptions,
  type Weekday,
} from "./windowing/calendar-units.ts";
export { customWindows, type CustomWindowsParts } from "./windowing/custom-windows.ts";
export { fixedWindows } from "./windowing/fixed-windows.ts";
export { globalWindows } from "./windowing/global-windows.ts";
export { sessions } from "./windowing/sessions.ts";
export { slidingWindows } from "./windowing/sliding-windows.ts";
export type { MergedWindows, WindowFn } from "./windowing/window-fn.ts";
export type { TimestampCombiner } from "./windowing/windowing-strategy.ts";
