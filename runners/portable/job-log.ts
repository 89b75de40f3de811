import {
  JobMessage_MessageImportance as Importance,
  type JobMessage,
} from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import { causeOf } from "./failure-cause.ts";

/** What a job's log needs of a stream. */
export interface LogStream {
  write(text: string): unknown;
}

/** How much a message matters, from the least to the most. */
export type LogLevel = "debug" | "detail" | "info" | "warning" | "error";

/** How much a job's log shows. */
export interface LogOptions {
  /** What each line begins with: the runner's name. */
  readonly name: string;
  /** Shows warnings and errors alone. */
  readonly quiet: boolean;
  /** Shows everything that the engine says, as it says it. */
  readonly verbose: boolean;
  /** Shows what is said to people without `verbose` as well, and errors when they come: a job may go on after them. */
  readonly isForPeople?: boolean;
  /** Standard error, when left out. */
  readonly stream?: LogStream;
}

/** Shows on standard error how a job on another engine is doing. */
export class JobLog {
  readonly #options: LogOptions;
  readonly #stream: LogStream;

  constructor(options: LogOptions) {
    this.#options = options;
    this.#stream = options.stream ?? process.stderr;
  }

  /** Shows progress: nothing with `quiet`. */
  readonly tell = (text: string): void => {
    if (!this.#options.quiet) this.#write(text);
  };

  /** Shows what must not be overlooked. */
  warn(text: string): void {
    this.#write(`warning: ${text}`);
  }

  /** Shows what the engine says. */
  message({ importance, messageText }: JobMessage): void {
    this.say(levels.get(importance) ?? "info", messageText);
  }

  /**
   * Shows what the engine says: by its level, and without the stacks of its own functions unless all is asked for.
   *
   * @param brief - the same in brief, for who has not asked for all
   */
  say(level: LogLevel, text: string, brief: string = causeOf(text)): void {
    const { verbose, isForPeople } = this.#options;
    if (verbose) this.#write(`${level}: ${text.trimEnd()}`);
    else if (level === "warning") this.warn(brief);
    else if (isForPeople === true && level === "error") this.#write(`error: ${brief}`);
    else if (isForPeople === true && level === "info") this.tell(text.trimEnd());
    // Elsewhere errors are the business of what is thrown at the end, and of the rest, the states tell as much.
  }

  #write(text: string): void {
    const prefix = `${this.#options.name}: `;
    this.#stream.write(`${prefix}${text.replaceAll("\n", `\n${" ".repeat(prefix.length)}`)}\n`);
  }
}

const levels: ReadonlyMap<Importance, LogLevel> = new Map([
  [Importance.JOB_MESSAGE_DEBUG, "debug"],
  [Importance.JOB_MESSAGE_DETAILED, "detail"],
  [Importance.JOB_MESSAGE_WARNING, "warning"],
  [Importance.JOB_MESSAGE_ERROR, "error"],
]);
