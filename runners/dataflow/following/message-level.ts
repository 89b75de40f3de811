import type { LogLevel } from "../../portable/job-log.ts";
import type { MinimumImportance } from "../client/dataflow-client.ts";

const levels: Readonly<Record<MinimumImportance, LogLevel>> = {
  JOB_MESSAGE_DEBUG: "debug",
  JOB_MESSAGE_DETAILED: "detail",
  JOB_MESSAGE_BASIC: "info",
  JOB_MESSAGE_WARNING: "warning",
  JOB_MESSAGE_ERROR: "error",
};

/** Returns the level of a message in logs. */
export function levelOf(importance: MinimumImportance): LogLevel {
  return levels[importance];
}
