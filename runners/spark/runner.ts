import type { PipelineOptions } from "../../sdk/options/pipeline-options.ts";
import type { Runner } from "../../sdk/pipeline/runner.ts";
import { feedFlattens } from "../portable/rewrites/feed-flattens.ts";
import { portableRunner } from "../portable/runner.ts";
import { startSparkJobServer } from "./job-server.ts";

const embedded = "embedded";

/** The cluster that options name; none for a Spark inside the job server. */
function clusterOf({ sparkMaster = embedded }: PipelineOptions): string | undefined {
  return sparkMaster === embedded || sparkMaster.startsWith("local") ? undefined : sparkMaster;
}

/** Runs pipelines on Apache Spark, by Beam's job server for it. */
export const sparkRunner: Runner = portableRunner({
  name: "spark",
  startJobServer: ({ sparkMaster = embedded }, tell) => startSparkJobServer(sparkMaster, tell),
  clusterOf,
  rewrites: [feedFlattens],
});
