import type { Execution, JobEvents, JobMessage, JobResource, MetricUpdate, TakenJob } from "./executor.ts";

const ends: ReadonlySet<string> = new Set([
  "JOB_STATE_DONE",
  "JOB_STATE_FAILED",
  "JOB_STATE_CANCELLED",
  "JOB_STATE_UPDATED",
  "JOB_STATE_DRAINED",
]);

/** What the service knows of one job. */
export class JobRecord {
  readonly project: string;
  readonly location: string;
  readonly #job: TakenJob;
  readonly #messages: JobMessage[] = [];
  #metrics: readonly MetricUpdate[] = [];
  #state = "JOB_STATE_PENDING";
  #stateTime: string;
  #replacedBy: string | undefined;
  #execution: Execution | undefined;
  readonly #ended = Promise.withResolvers<string>();

  constructor(place: { readonly project: string; readonly location: string }, job: TakenJob) {
    this.project = place.project;
    this.location = place.location;
    this.#job = job;
    this.#stateTime = new Date().toISOString();
  }

  get job(): TakenJob {
    return this.#job;
  }

  get state(): string {
    return this.#state;
  }

  get isActive(): boolean {
    return !ends.has(this.#state);
  }

  get messages(): readonly JobMessage[] {
    return this.#messages;
  }

  /** Its last state, once it has come to it. */
  get ended(): Promise<string> {
    return this.#ended.promise;
  }

  get execution(): Execution | undefined {
    return this.#execution;
  }

  /** What its executor tells; nothing that comes after the end is heard. */
  readonly events: JobEvents = {
    state: (state) => {
      if (!this.isActive || state === this.#state) return;
      this.#state = state;
      this.#stateTime = new Date().toISOString();
      if (ends.has(state)) this.#ended.resolve(state);
    },
    message: (messageImportance, messageText) => {
      const id = `msg-${String(this.#messages.length)}`;
      this.#messages.push({ id, time: new Date().toISOString(), messageImportance, messageText });
    },
    metrics: (metrics) => {
      this.#metrics = metrics;
    },
  };

  begin(execution: Execution): void {
    this.#execution = execution;
  }

  replaceBy(id: string): void {
    this.#replacedBy = id;
    this.events.state("JOB_STATE_UPDATED");
    this.#execution?.stop();
  }

  async metrics(): Promise<readonly MetricUpdate[]> {
    if (this.isActive && this.#execution?.metrics !== undefined) this.#metrics = await this.#execution.metrics();
    return this.#metrics;
  }

  /** Returns it as the API shows it; a summary has not its environment, which its workers are a part of. */
  toJson({ isSummary = false, hidesState = false } = {}): JobResource {
    const { environment, ...rest } = this.#job;
    return {
      ...rest,
      ...(isSummary ? {} : { environment }),
      projectId: this.project,
      location: this.location,
      ...(hidesState ? {} : { currentState: this.#state }),
      currentStateTime: this.#stateTime,
      ...(this.#replacedBy === undefined ? {} : { replacedByJobId: this.#replacedBy }),
    };
  }
}
