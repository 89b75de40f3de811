import { setTimeout as sleep } from "node:timers/promises";
import {
  JobMessage_MessageImportance as Importance,
  type JobMessage,
  type JobMessagesResponse,
  type JobStateEvent,
} from "../../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import { followStream } from "../../portable/follow-stream.ts";
import { endOf, nameOfState } from "../../portable/job-states.ts";
import { logPrinter, type LogLine, type PrintLine } from "./log-lines.ts";
import { withJob, type JobAddress, type KnownJob } from "./job-access.ts";

/** How long the engine's last messages may take after the job's end. */
const lastMessagesMillis = 1_000;

/** Prints what a job's engine says, from the job's beginning on, until the job ends. */
export async function showLogs(address: JobAddress, isJson: boolean): Promise<void> {
  const print = logPrinter(isJson);
  await withJob(address, async (job) => {
    const abort = new AbortController();
    const messages = followMessages(job, abort.signal, print);
    messages.catch(() => undefined);
    try {
      // Not every engine says in the stream of its messages that the job has ended.
      const end = await followStates(job, abort.signal, print);
      await Promise.race([messages, sleep(lastMessagesMillis, undefined, { signal: abort.signal })]);
      if (end !== undefined) print(stateLine(end));
    } finally {
      abort.abort();
    }
  });
}

function followMessages(
  { jobEndpoint, jobId, connection }: KnownJob,
  signal: AbortSignal,
  print: PrintLine,
): Promise<void> {
  return followStream<JobMessagesResponse>({
    endpoint: jobEndpoint,
    signal,
    open: () => connection.client.getMessageStream({ jobId }, { signal }),
    take: ({ response }) => {
      if (response.case === "messageResponse") print(messageLine(response.value));
      return response.case === "stateResponse" && endOf(response.value.state) !== undefined;
    },
  });
}

/** Prints the states up to the last one, which it returns: messages of the engine may still come before that. */
async function followStates(
  { jobEndpoint, jobId, connection }: KnownJob,
  signal: AbortSignal,
  print: PrintLine,
): Promise<JobStateEvent | undefined> {
  let end: JobStateEvent | undefined;
  await followStream<JobStateEvent>({
    endpoint: jobEndpoint,
    signal,
    open: () => connection.client.getStateStream({ jobId }, { signal }),
    take: (event) => {
      if (endOf(event.state) === undefined) print(stateLine(event));
      else end = event;
      return end !== undefined;
    },
  });
  return end;
}

function messageLine({ time, importance, messageText }: JobMessage): LogLine {
  return { time, level: levels.get(importance) ?? "info", message: messageText.trimEnd() };
}

function stateLine({ timestamp, state }: JobStateEvent): LogLine {
  const millis = timestamp === undefined ? undefined : Number(timestamp.seconds) * 1000 + timestamp.nanos / 1e6;
  return { time: millis === undefined ? "" : new Date(millis).toISOString(), state: nameOfState(state) };
}

const levels: ReadonlyMap<Importance, string> = new Map([
  [Importance.JOB_MESSAGE_DEBUG, "debug"],
  [Importance.JOB_MESSAGE_DETAILED, "detail"],
  [Importance.JOB_MESSAGE_BASIC, "info"],
  [Importance.JOB_MESSAGE_WARNING, "warning"],
  [Importance.JOB_MESSAGE_ERROR, "error"],
]);
