/** The descriptors that the generated code embeds: what runs, whatever the .proto files say. */
import type { GenFile } from "@bufbuild/protobuf/codegenv2";
import { file_org_apache_beam_model_fn_execution_v1_beam_fn_api } from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { file_org_apache_beam_model_fn_execution_v1_beam_provision_api } from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_provision_api_pb.ts";
import { file_org_apache_beam_model_interactive_v1_beam_interactive_api } from "../../sdk/model/gen/org/apache/beam/model/interactive/v1/beam_interactive_api_pb.ts";
import { file_org_apache_beam_model_job_management_v1_beam_artifact_api } from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_artifact_api_pb.ts";
import { file_org_apache_beam_model_job_management_v1_beam_expansion_api } from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_expansion_api_pb.ts";
import { file_org_apache_beam_model_job_management_v1_beam_job_api } from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import { file_org_apache_beam_model_pipeline_v1_beam_runner_api } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { file_org_apache_beam_model_pipeline_v1_endpoints } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/endpoints_pb.ts";
import { file_org_apache_beam_model_pipeline_v1_external_transforms } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/external_transforms_pb.ts";
import { file_org_apache_beam_model_pipeline_v1_metrics } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/metrics_pb.ts";
import { file_org_apache_beam_model_pipeline_v1_schema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/schema_pb.ts";
import { file_org_apache_beam_model_pipeline_v1_standard_window_fns } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/standard_window_fns_pb.ts";

export const generatedFiles: readonly GenFile[] = [
  file_org_apache_beam_model_fn_execution_v1_beam_fn_api,
  file_org_apache_beam_model_fn_execution_v1_beam_provision_api,
  file_org_apache_beam_model_interactive_v1_beam_interactive_api,
  file_org_apache_beam_model_job_management_v1_beam_artifact_api,
  file_org_apache_beam_model_job_management_v1_beam_expansion_api,
  file_org_apache_beam_model_job_management_v1_beam_job_api,
  file_org_apache_beam_model_pipeline_v1_beam_runner_api,
  file_org_apache_beam_model_pipeline_v1_endpoints,
  file_org_apache_beam_model_pipeline_v1_external_transforms,
  file_org_apache_beam_model_pipeline_v1_metrics,
  file_org_apache_beam_model_pipeline_v1_schema,
  file_org_apache_beam_model_pipeline_v1_standard_window_fns,
];
