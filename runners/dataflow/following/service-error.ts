import { causeOf } from "../../portable/failure-cause.ts";
import { workerErrorIn, type WorkerError } from "../../portable/worker-error.ts";

/** An error that the service tells of as a message. */
export interface ServiceError {
  /** Without what the service puts around the text of a worker. */
  readonly text: string;
  /** That of a worker, where it is one of Purlin's. */
  readonly ofWorker: WorkerError | undefined;
  /** The same in one sentence, as far as that can be told. */
  readonly brief: string;
}

const head = /^(?:Error message from worker: )?(?:generic::\w+: )?/;
const purlinError = /\b\w+ \[PURLIN_\w+\]: /;

/** Reads a message that is an error. */
export function readServiceError(message: string): ServiceError {
  const [inner = ""] = message.replace(head, "").split("\n\npassed through:");
  const own = purlinError.exec(inner);
  const text = (own === null ? inner : inner.slice(own.index)).trim();
  const ofWorker = own === null ? undefined : workerErrorIn(text);
  return { text, ofWorker, brief: ofWorker?.summary ?? causeOf(text) };
}
