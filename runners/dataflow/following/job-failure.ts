import { causeOf } from "../../portable/failure-cause.ts";
import type { JobRegion } from "../client/job-region.ts";
import { DataflowError } from "../dataflow-errors.ts";
import { consoleLink, jobArguments } from "./console-link.ts";
import { readServiceError } from "./service-error.ts";

/** A job that has failed, and what was said of it. */
export interface FailedJob {
  readonly id: string;
  readonly name: string;
  readonly where: JobRegion;
  /** The texts of all messages that are errors, the earliest first. */
  readonly errors: readonly string[];
  /** What else is known of it. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** Returns the error of a job that has failed: that of the worker whose function threw, where there is one. */
export function jobFailure({ id, name, where, errors, facts }: FailedJob): DataflowError {
  const told = errors.map(readServiceError).filter(({ text }) => text !== "");
  const verdict = told.findLast(({ text }) => isVerdict(text))?.text;
  const cause = told.findLast(({ ofWorker }) => ofWorker !== undefined)?.ofWorker;
  const said = told.findLast(({ text }) => !isVerdict(text))?.text ?? verdict;
  const reason = cause?.summary ?? (said === undefined ? "the service gives no reason." : causeOf(said));
  return new DataflowError({
    summary: `The job "${name}" failed on Dataflow: ${reason}`,
    facts: {
      ...cause?.facts,
      ...(verdict === undefined || verdict === said ? {} : { "said by Dataflow": shortened(verdict) }),
      job: id,
      console: consoleLink(where, id),
      ...facts,
    },
    remedies: [...(cause?.remedies ?? []), `see all that was said of it:  purlin logs ${jobArguments(where, id)}`],
    cause,
  });
}

/** What the service says at last: that the job has failed, in which stage, and that earlier messages tell why. */
const isVerdict = (text: string): boolean => text.startsWith("Workflow failed");

const longestVerdict = 500;

function shortened(text: string): string {
  return text.length <= longestVerdict ? text : `${text.slice(0, longestVerdict)} …`;
}
