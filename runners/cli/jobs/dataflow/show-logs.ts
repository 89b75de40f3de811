import { ApiError } from "../../../dataflow/client/api-error.ts";
import { nameOfState } from "../../../dataflow/following/job-states.ts";
import { JobWatch, LostJobError, watchTimes } from "../../../dataflow/following/job-watch.ts";
import { levelOf } from "../../../dataflow/following/message-level.ts";
import { MessageLog } from "../../../dataflow/following/message-log.ts";
import { logPrinter } from "../log-lines.ts";
import { withDataflow, type DataflowAddress } from "./dataflow-access.ts";

/** Prints what Dataflow says of a job, from the job's beginning on, until the job ends. */
export async function showDataflowLogs({ where, jobId }: DataflowAddress, isJson: boolean): Promise<void> {
  const thing = `job "${jobId}"`;
  const print = logPrinter(isJson);
  await withDataflow(where, { doing: `watch the ${thing}`, permission: "dataflow.jobs.get", thing }, async (client) => {
    // That there is none is known at once: it was not made just now.
    await client.get(jobId);
    const watch = new JobWatch({
      client,
      signal: new AbortController().signal,
      times: watchTimes,
      onState: () => undefined,
      onMessage: ({ time, importance, text }) => {
        print({ time, level: levelOf(importance), message: text.trimEnd() });
      },
      onLoss: (text) => console.error(`purlin: ${text}`),
    });
    try {
      const messages = new MessageLog(client, jobId, "JOB_MESSAGE_DEBUG");
      const { currentState, currentStateTime } = await watch.untilEnd(jobId, messages);
      print({ time: currentStateTime ?? "", state: nameOfState(currentState) });
    } catch (error) {
      throw error instanceof LostJobError && error.cause instanceof ApiError ? error.cause : error;
    }
  });
}
