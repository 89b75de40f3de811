import { createInterface } from "node:readline";
import { followProcess } from "../../../sdk/pipeline/follow-process.ts";
import { supervisor } from "../../../sdk/pipeline/supervision.ts";
import type { JobRegion } from "../client/job-region.ts";
import type { DataflowJob } from "./dataflow-job.ts";
import { wayBack } from "./way-back.ts";

/** What is to become of a job whose process is told to end. */
type Choice = "leave" | "drain" | "cancel";

interface Answer {
  readonly key: string;
  readonly choice: Choice;
  readonly text: string;
}

const leaveIt: Answer = { key: "l", choice: "leave", text: "leave it running (Ctrl-C does so, too)" };
const drainIt: Answer = { key: "d", choice: "drain", text: "drain it: work up what was read, then end" };
const cancelIt: Answer = { key: "c", choice: "cancel", text: "cancel it, and wait for its end" };

/** Where people are asked, and told. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** How often an answer that says nothing is borne. */
const mostAnswers = 3;

/**
 * Makes the signals of the process those of a job: the job runs on when the process ends. Ctrl-C at a terminal asks what is
 * to become of it; a second Ctrl-C leaves it, at once. Without a terminal, and at other signals, it is left.
 *
 * @returns what is to be called when the job is not followed any more
 */
export function leaveWithProcess(
  job: DataflowJob,
  where: JobRegion,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): () => Promise<void> {
  const say = (text: string): void => {
    terminal.output.write(`dataflow: ${text}\n`);
  };
  const end = async (signal: string): Promise<void> => {
    // At first: after another signal nothing can be said any more.
    for (const line of wayBack(job, where)) say(line);
    const asks = signal === "SIGINT" && terminal.input.isTTY && terminal.output.isTTY === true;
    const choice = asks ? await ask(job, terminal) : "leave";
    try {
      if (choice === "drain") await job.drain();
      else if (choice === "cancel") await job.cancelFor(signal);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
    if (job.state !== "running") return;
    say("left it running");
    job.detach();
  };
  return followProcess({
    cancelFor: (signal) => {
      void end(signal);
    },
    // The watch of a job keeps the process from ending.
    failUnsettled: () => undefined,
  });
}

async function ask(job: DataflowJob, { input, output }: Terminal): Promise<Choice> {
  supervisor()?.takesItsTime();
  const choices = job.isStreaming ? [leaveIt, drainIt, cancelIt] : [leaveIt, cancelIt];
  const lines = choices.map(({ key, text }) => `  ${key}  ${text}`).join("\n");
  output.write(`What is to become of the job?\n${lines}\n`);
  const reader = createInterface({ input, terminal: false });
  try {
    const prompt = `${choices.map(({ key }) => key).join(", ")} [l]: `;
    output.write(prompt);
    let answers = 0;
    for await (const line of reader) {
      const answer = line.trim().toLowerCase();
      if (answer === "") return "leave";
      const found = choices.find(({ key, choice }) => answer === key || answer === choice);
      if (found !== undefined) return found.choice;
      answers += 1;
      if (answers === mostAnswers) return "leave";
      output.write(prompt);
    }
    return "leave";
  } finally {
    reader.close();
  }
}
