import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampNow } from "@bufbuild/protobuf/wkt";
import {
  BeamFnLogging,
  LogEntry_Severity_Enum,
  LogEntrySchema,
  type LogControl,
  type LogEntry,
  type LogEntry_ListSchema,
} from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { makeClient, type RpcClient } from "../rpc/client.ts";
import type { RpcStream } from "../rpc/rpc-stream.ts";

/** How many entries wait to be sent at most; later ones are dropped and counted. */
const maxWaiting = 1000;

/** How serious an entry is. */
export type Severity = "debug" | "info" | "warn" | "error";

const severities: Readonly<Record<Severity, LogEntry_Severity_Enum>> = {
  debug: LogEntry_Severity_Enum.DEBUG,
  info: LogEntry_Severity_Enum.INFO,
  warn: LogEntry_Severity_Enum.WARN,
  error: LogEntry_Severity_Enum.ERROR,
};

/** What an entry may say besides its message. */
export interface LogFacts {
  readonly instructionId?: string;
  readonly transformId?: string;
  /** Where in the program it was written. */
  readonly logLocation?: string;
  /** A stack. */
  readonly trace?: string;
}

/** Takes log entries at any time, and holds up nobody. */
export interface Log {
  write(severity: Severity, message: string, facts?: LogFacts): void;
}

/** Sends a worker's log entries to its runner. When the runner is slow entries are dropped: a bundle never waits for its log. */
export class LogStream implements Log {
  readonly #client: RpcClient<typeof BeamFnLogging>;
  readonly #stream: RpcStream<MessageInitShape<typeof LogEntry_ListSchema>, LogControl>;
  #waiting: LogEntry[] = [];
  #dropped = 0;
  #sending: Promise<void> | undefined;

  constructor(address: string, workerId: string) {
    this.#client = makeClient(BeamFnLogging, address, { metadata: { worker_id: workerId } });
    this.#stream = this.#client.logging();
    void this.#drain();
  }

  write(severity: Severity, message: string, facts: LogFacts = {}): void {
    if (this.#waiting.length >= maxWaiting) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(
      create(LogEntrySchema, { severity: severities[severity], message, timestamp: timestampNow(), ...facts }),
    );
    this.#sending ??= this.#send();
  }

  /** Sends what waits, then ends the stream. */
  async end(): Promise<void> {
    await Promise.race([this.#sending, this.#stream.closed]);
    await this.#stream.finish();
    this.#client.close();
  }

  async #send(): Promise<void> {
    // Entries of one turn of the event loop go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const logEntries = this.#waiting;
      this.#waiting = [];
      if (this.#dropped > 0) logEntries.push(this.#noteOfDropped());
      if (!this.#stream.send({ logEntries })) await this.#stream.drained();
    }
    this.#sending = undefined;
  }

  #noteOfDropped(): LogEntry {
    const message = `${String(this.#dropped)} log entries were dropped: the runner did not take them in time.`;
    this.#dropped = 0;
    return create(LogEntrySchema, { severity: LogEntry_Severity_Enum.WARN, message, timestamp: timestampNow() });
  }

  /** Reads what the runner says, which is nothing as yet; that the stream has failed is no reason to end the worker. */
  async #drain(): Promise<void> {
    const messages = this.#stream[Symbol.asyncIterator]();
    try {
      while ((await messages.next()).done !== true);
    } catch {
      // The control stream tells whether the runner is gone.
    }
  }
}

/** Where there is no log service. */
export const noLog: Log = Object.freeze({ write: () => undefined });
