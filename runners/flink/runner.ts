import type { PipelineOptions } from "../../sdk/options/pipeline-options.ts";
import type { Runner } from "../../sdk/pipeline/runner.ts";
import { feedFlattens } from "../portable/rewrites/feed-flattens.ts";
import { portableRunner } from "../portable/runner.ts";
import { startFlinkJobServer } from "./job-server.ts";

const embedded = "embedded";

/** The cluster that options name; none for a Flink inside the job server. */
function clusterOf({ flinkMaster = embedded }: PipelineOptions): string | undefined {
  return flinkMaster === embedded ? undefined : flinkMaster;
}

/** Runs pipelines on Apache Flink, by Beam's job server for it. */
export const flinkRunner: Runner = portableRunner({
  name: "flink",
  startJobServer: ({ flinkMaster = embedded }, tell) => startFlinkJobServer(flinkMaster, tell),
  clusterOf,
  rewrites: [feedFlattens],
  // For a job server that runs already, which may serve several clusters.
  ownOptions: ({ flinkMaster }): Record<string, string> => {
    if (flinkMaster === undefined) return {};
    return { flink_master: flinkMaster === embedded ? "[local]" : flinkMaster };
  },
});
