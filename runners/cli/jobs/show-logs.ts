import {
  JobMessage_MessageImportance as Importance,
  type JobMessagesResponse,
} from "../../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import { followStream } from "../../portable/follow-stream.ts";
import { endOf, nameOfState } from "../../portable/job-states.ts";
import { withJob, type JobAddress } from "./job-access.ts";

/** What is printed of a job: a message of its engine, or a change of its state. */
type Line =
  | { readonly time: string; readonly level: string; readonly message: string }
  | { readonly time: string; readonly state: string };

/** Prints what a job's engine says, from the job's beginning on, until the job ends. */
export async function showLogs(address: JobAddress, isJson: boolean): Promise<void> {
  const seen = new Set<string>();
  await withJob(address, ({ jobEndpoint, jobId, connection }) => {
    const { signal } = new AbortController();
    return followStream<JobMessagesResponse>({
      endpoint: jobEndpoint,
      signal,
      open: () => connection.client.getMessageStream({ jobId }, { signal }),
      take: ({ response }) => {
        const line = lineOf(response);
        // A stream that was opened again begins with what was read already.
        const identity = JSON.stringify(line);
        if (line !== undefined && !seen.has(identity)) console.log(isJson ? identity : textOf(line));
        seen.add(identity);
        return response.case === "stateResponse" && endOf(response.value.state) !== undefined;
      },
    });
  });
}

function lineOf(response: JobMessagesResponse["response"]): Line | undefined {
  switch (response.case) {
    case "messageResponse": {
      const { time, importance, messageText } = response.value;
      return { time, level: levels.get(importance) ?? "info", message: messageText.trimEnd() };
    }
    case "stateResponse": {
      const { timestamp, state } = response.value;
      const millis = timestamp === undefined ? undefined : Number(timestamp.seconds) * 1000 + timestamp.nanos / 1e6;
      return { time: millis === undefined ? "" : new Date(millis).toISOString(), state: nameOfState(state) };
    }
    case undefined:
      return undefined;
  }
}

function textOf(line: Line): string {
  const head = line.time === "" ? "" : `${line.time} `;
  return "state" in line ? `${head}the job is ${line.state}` : `${head}${line.level}: ${line.message}`;
}

const levels: ReadonlyMap<Importance, string> = new Map([
  [Importance.JOB_MESSAGE_DEBUG, "debug"],
  [Importance.JOB_MESSAGE_DETAILED, "detail"],
  [Importance.JOB_MESSAGE_BASIC, "info"],
  [Importance.JOB_MESSAGE_WARNING, "warning"],
  [Importance.JOB_MESSAGE_ERROR, "error"],
]);
