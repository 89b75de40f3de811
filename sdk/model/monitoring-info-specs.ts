import { getOption, hasOption } from "@bufbuild/protobuf";
import type { DescEnumValue } from "@bufbuild/protobuf";
import { readEach, urnsOf } from "./enum-options.ts";
import * as metrics from "./gen/org/apache/beam/model/pipeline/v1/metrics_pb.ts";

/** What the model fixes about one kind of metric. */
export interface MonitoringInfoSpec {
  readonly urn: string;
  /** How the payload is encoded: one of {@link monitoringTypeUrns}. */
  readonly typeUrn: string;
  /** The labels that every such metric carries, of {@link monitoringLabels}. */
  readonly requiredLabels: readonly string[];
}

function specOf(value: DescEnumValue): MonitoringInfoSpec {
  if (!hasOption(value, metrics.monitoring_info_spec)) {
    throw new Error(`${value.toString()} has no monitoring_info_spec.`);
  }
  const { urn, type, requiredLabels } = getOption(value, metrics.monitoring_info_spec);
  return Object.freeze({ urn, typeUrn: type, requiredLabels: Object.freeze(requiredLabels) });
}

function labelOf(value: DescEnumValue): string {
  if (!hasOption(value, metrics.label_props)) throw new Error(`${value.toString()} has no label_props.`);
  return getOption(value, metrics.label_props).name;
}

/** The metrics that the model names: `monitoringInfoSpecs.elementCount.urn`. */
export const monitoringInfoSpecs = readEach(
  metrics.MonitoringInfoSpecs_EnumSchema,
  metrics.MonitoringInfoSpecs_Enum,
  specOf,
);

/** The labels of metrics as they stand on the wire: `monitoringLabels.transform` is `"PTRANSFORM"`. */
export const monitoringLabels = readEach(
  metrics.MonitoringInfo_MonitoringInfoLabelsSchema,
  metrics.MonitoringInfo_MonitoringInfoLabels,
  labelOf,
);

/** The encodings of metrics: `monitoringTypeUrns.sumInt64Type`. */
export const monitoringTypeUrns = urnsOf(
  metrics.MonitoringInfoTypeUrns_EnumSchema,
  metrics.MonitoringInfoTypeUrns_Enum,
);
