import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type MessagePort,
  type ResourceLimits,
} from "node:worker_threads";
import { UnsettledFunctionError } from "../job-errors.ts";
import type { OutgoingChunk } from "./chunk.ts";
import { compiledOnce } from "./compile-cache.ts";
import { errorFrom } from "./error-record.ts";
import type { FeedBatch, FromThread, StageCounts, TaskReport, ThreadStart, ToThread } from "./messages.ts";
import { taskFeed } from "./messages.ts";
import { notReadyError, ThreadEndedError } from "./parallel-errors.ts";

/** Work for a thread: one bundle of a stage. */
export interface Task {
  readonly stageId: string;
  /** The user's steps that the stage has, for messages. */
  readonly steps: readonly string[];
  /** Its input; undefined for a root. */
  readonly feed: Feed | undefined;
  /** Is given what the bundle has made, as it comes. */
  made(chunk: OutgoingChunk): void;
  /** Is given what its steps have reported, also when it has failed. */
  reported(metrics: TaskReport["metrics"]): void;
}

/** What is handed to a thread batch by batch. */
export interface Feed {
  next(): FeedBatch;
}

/** How a thread is started. */
export interface ThreadProgram {
  /** The module that a thread begins with where the program is a definition, and that is loaded before a script. */
  readonly main: URL;
  readonly args: readonly string[];
  /** How much memory its objects may take. */
  readonly limits: ResourceLimits;
  readonly start: Omit<ThreadStart, "port">;
  /** Returns a feed that is no task's: of what is kept for a side input. */
  readonly sideFeed: (name: string) => Feed;
  /** Is told how many elements the thread has had. */
  readonly counted: (thread: JobThread, counts: StageCounts) => void;
}

interface RunningTask extends PromiseWithResolvers<undefined> {
  readonly id: number;
  readonly task: Task;
}

/** A thread that runs stages of one job, as the job's own thread sees it. */
export class JobThread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #program: ThreadProgram;
  readonly #ready = Promise.withResolvers<undefined>();
  readonly #ended = Promise.withResolvers<undefined>();
  readonly #exited = Promise.withResolvers<undefined>();
  readonly #feeds = new Map<string, Feed>();
  #running: RunningTask | undefined;
  #isReady = false;
  #taskCount = 0;
  /** Why it can do no more, where it can't. */
  #failure: { readonly error: unknown } | undefined;

  constructor(program: ThreadProgram) {
    const { start, main } = program;
    const { port1, port2 } = new MessageChannel();
    this.#program = program;
    this.#port = port1;
    this.#worker = new Worker(start.isDefinition ? main : start.file, {
      workerData: { ...start, port: port2 },
      transferList: [port2],
      argv: [...program.args],
      env: compiledOnce(process.env),
      resourceLimits: program.limits,
      // A script is the thread's main module, as it is this process's, and what makes it one of threads comes before.
      ...(!start.isDefinition && { execArgv: [...process.execArgv, "--import", main.href] }),
    });
    port1.on("message", (message: FromThread) => {
      this.#take(message);
    });
    this.#worker.on("error", (error: unknown) => {
      this.#fail(new ThreadEndedError({ error, steps: this.#running?.task.steps }));
    });
    this.#worker.on("exit", (code) => {
      this.#takeRest();
      this.#fail(new ThreadEndedError({ exitCode: code, steps: this.#running?.task.steps }));
      this.#exited.resolve(undefined);
      port1.close();
    });
    for (const { promise } of [this.#ready, this.#ended]) promise.catch(() => undefined);
  }

  /** Waits until it has evaluated the program; throws where that has not built the same pipeline. */
  ready(): Promise<unknown> {
    return this.#ready.promise;
  }

  /** Runs a bundle. One at a time. */
  run(task: Task): Promise<undefined> {
    const running = { id: this.#taskCount++, task, ...Promise.withResolvers<undefined>() };
    if (this.#failure !== undefined) {
      running.reject(this.#failure.error);
      return running.promise;
    }
    this.#running = running;
    if (task.feed !== undefined) this.#feeds.set(taskFeed(running.id), task.feed);
    const { id } = running;
    this.#post({ kind: "run", task: id, stageId: task.stageId, input: task.feed?.next() });
    return running.promise;
  }

  /** Makes it begin nothing more of what it runs. */
  abort(): void {
    this.#post({ kind: "abort" });
  }

  /** Has it tear its steps down; throws what those throw. */
  async teardown(hasJobFailed: boolean): Promise<void> {
    if (!this.#isReady) return;
    this.#post({ kind: "end", hasJobFailed });
    await this.#ended.promise;
  }

  /** Waits until it is gone. */
  exited(): Promise<unknown> {
    return this.#exited.promise;
  }

  /** Ends it, whatever it does. */
  async terminate(): Promise<void> {
    this.#failure ??= { error: new Error("The thread was ended.") };
    await this.#worker.terminate();
  }

  #post(message: ToThread): void {
    const batch = message.kind === "run" ? message.input : message.kind === "chunks" ? message.batch : undefined;
    // Of a feed, chunks are handed over: this thread has no more use for them.
    const buffers = new Set((batch?.chunks ?? []).map(({ buffer }) => buffer as ArrayBuffer));
    this.#port.postMessage(message, [...buffers]);
  }

  /** Takes what it has told before its end, of which this thread may hear first. */
  #takeRest(): void {
    for (;;) {
      const rest = receiveMessageOnPort(this.#port);
      if (rest === undefined) return;
      this.#take(rest.message as FromThread);
    }
  }

  #take(message: FromThread): void {
    switch (message.kind) {
      case "ready":
        this.#isReady = true;
        this.#ready.resolve(undefined);
        break;
      case "refused":
        this.#fail(errorFrom(message.error));
        break;
      case "pull":
        this.#feed(message.feed);
        break;
      case "made":
        this.#made(message.task, message.chunk);
        this.#post({ kind: "received", bytes: message.chunk.bytes.length });
        break;
      case "progress":
        this.#program.counted(this, message.counts);
        break;
      case "done":
        for (const chunk of message.chunks) this.#made(message.task, chunk);
        this.#settle(message.report)?.resolve(undefined);
        break;
      case "failed":
        this.#settle(message.report)?.reject(errorFrom(message.error));
        break;
      case "unsettled":
        this.#running?.reject(new UnsettledFunctionError(message.steps));
        break;
      case "ended":
        if (message.error === undefined) this.#ended.resolve(undefined);
        else this.#ended.reject(errorFrom(message.error));
    }
  }

  #feed(name: string): void {
    let feed = this.#feeds.get(name);
    if (feed === undefined) {
      feed = this.#program.sideFeed(name);
      this.#feeds.set(name, feed);
    }
    this.#post({ kind: "chunks", feed: name, batch: feed.next() });
  }

  #made(task: number, chunk: OutgoingChunk): void {
    if (task === this.#running?.id) this.#running.task.made(chunk);
  }

  #settle(report: TaskReport | undefined): RunningTask | undefined {
    const running = this.#running;
    if (running !== undefined) this.#feeds.delete(taskFeed(running.id));
    this.#running = undefined;
    if (report !== undefined) {
      running?.task.reported(report.metrics);
      this.#program.counted(this, report.counts);
    }
    return running;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    const reason = this.#isReady ? this.#failure.error : notReadyError(this.#program.start.file, this.#failure.error);
    this.#running?.reject(reason);
    this.#ready.reject(reason);
    this.#ended.resolve(undefined);
  }
}
