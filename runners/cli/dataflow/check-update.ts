import { examineUpdate, type UpdateReport } from "../../dataflow/update/examine-update.ts";
import { UpdateRefusedError } from "../cli-errors.ts";
import { printJson } from "../print.ts";
import { loadSteps, type PipelineSource } from "./load-steps.ts";
import { readMapping } from "./read-mapping.ts";
import { mappingOption, showReport } from "./show-report.ts";

/** What `purlin dataflow check-update` was given. */
export interface CheckUpdateRequest extends Omit<PipelineSource, "file"> {
  /** A program's main module, or a serialized pipeline. */
  readonly old: string;
  readonly now: string;
  /** JSON or a file; undefined for none. */
  readonly mapping: string | undefined;
  readonly json: boolean;
}

/**
 * Prints what has changed from a running pipeline to the one that is to take its place, and what Dataflow would make of it.
 *
 * @throws UpdateRefusedError when it would refuse the update
 */
export async function checkUpdate({ old, now, args, pipeline, mapping, json }: CheckUpdateRequest): Promise<void> {
  const names = readMapping(mapping);
  const [oldSteps, newSteps] = await Promise.all([
    loadSteps({ file: old, args, pipeline }),
    loadSteps({ file: now, args, pipeline }),
  ]);
  const report = examineUpdate(oldSteps, newSteps, names);
  if (json) printJson(report);
  else showReport(report);
  if (report.verdict !== "refused") return;
  throw refusal(report);
}

function refusal({ findings, proposedMapping }: UpdateReport): UpdateRefusedError {
  const refused = findings.filter(({ effect }) => effect === "refused");
  if (refused.some(({ change }) => change === "job")) {
    return new UpdateRefusedError(refused.length, [
      "start the new one as a job of its own: only streaming jobs are updated",
    ]);
  }
  return new UpdateRefusedError(refused.length, [
    ...(proposedMapping === undefined ? [] : [`say that steps have new names:  ${mappingOption(proposedMapping)}`]),
    "take back what is refused above",
    "drain the running job, and start the new one under another name",
  ]);
}
