import type { CallOptions, DataflowClient, MinimumImportance, ServiceMessage } from "../client/dataflow-client.ts";

/** Something that the service has said of a job. */
export interface JobMessage {
  /** When: an RFC 3339 time, or nothing. */
  readonly time: string;
  readonly importance: MinimumImportance;
  readonly text: string;
}

/** Reads what the service says of a job, each message once. */
export class MessageLog {
  readonly #client: DataflowClient;
  readonly #jobId: string;
  readonly #minimumImportance: MinimumImportance;
  /** Those of the last answer, which the next one begins with. */
  #seen: ReadonlySet<string> = new Set();
  #lastTime: string | undefined;

  constructor(client: DataflowClient, jobId: string, minimumImportance: MinimumImportance) {
    this.#client = client;
    this.#jobId = jobId;
    this.#minimumImportance = minimumImportance;
  }

  /** Returns what was said since the last call. */
  async read(options: CallOptions = {}): Promise<JobMessage[]> {
    const startTime = this.#lastTime === undefined ? undefined : earlier(this.#lastTime);
    const filter = { startTime, minimumImportance: this.#minimumImportance };
    const told = await this.#client.messages(this.#jobId, filter, options);
    const news = told.filter((message) => !this.#seen.has(identityOf(message)));
    for (const { time } of told) {
      if (typeof time === "string" && (this.#lastTime === undefined || isLater(time, this.#lastTime))) {
        this.#lastTime = time;
      }
    }
    this.#seen = new Set(told.map(identityOf));
    return news.map(({ time, messageImportance, messageText }) => ({
      time: time ?? "",
      importance: importanceOf(messageImportance),
      text: messageText ?? "",
    }));
  }
}

/** How late a message may come after others of a later time, to be read all the same. */
const latenessMillis = 10_000;

function earlier(time: string): string {
  const millis = Date.parse(time);
  return Number.isNaN(millis) ? time : new Date(millis - latenessMillis).toISOString();
}

function isLater(time: string, than: string): boolean {
  const [a, b] = [Date.parse(time), Date.parse(than)];
  return Number.isNaN(a) || Number.isNaN(b) ? time > than : a > b;
}

function identityOf({ id, time, messageText }: ServiceMessage): string {
  return `${id ?? ""}\n${time ?? ""}\n${messageText ?? ""}`;
}

const importances: readonly MinimumImportance[] = [
  "JOB_MESSAGE_DEBUG",
  "JOB_MESSAGE_DETAILED",
  "JOB_MESSAGE_BASIC",
  "JOB_MESSAGE_WARNING",
  "JOB_MESSAGE_ERROR",
];

function importanceOf(name: string | null | undefined): MinimumImportance {
  return importances.find((importance) => importance === name) ?? "JOB_MESSAGE_BASIC";
}
