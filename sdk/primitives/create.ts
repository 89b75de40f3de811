import { currentReplay } from "../options/replay.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import type { Element, Many } from "../pipeline/element.ts";
import { captureCallSite, type CallSite } from "../values/call-site.ts";
import { PurlinError } from "../values/purlin-error.ts";
import { impulse } from "./impulse.ts";

/** What a PCollection can be created from: elements, a stream of them, or a function that returns either. */
export type Elements<T> = (Iterable<T> & object) | AsyncIterable<T> | (() => Many<T> & object);

/** `T`, but of elements of which nothing is known, such as those of Node's streams. */
export type Known<T> = 0 extends 1 & T ? unknown : T;

/** Thrown when workers, which evaluate the program again, would have to read a stream of this evaluation. */
export class StreamElsewhereError extends PurlinError {
  constructor(runner: string, environment: string, callSite: CallSite) {
    super("StreamElsewhereError", "PURLIN_STREAM_ELSEWHERE", {
      summary: "A PCollection is created from an async iterable, which only this process can read.",
      facts: { "functions run in": `${environment}, on the runner ${runner}`, at: callSite.toString() },
      remedies: [
        "give a function that opens it where it is read:  p.create(() => openStream())",
        'ship what it holds:  p.create(await p.value("rows", () => Array.fromAsync(stream)))',
        runner === "direct"
          ? "run the functions in one thread:  leave --parallelism out"
          : "run the functions in this process:  --environment=loopback",
      ],
    });
  }
}

/** Thrown by a run that reads an async iterable which another run, or an attempt before, has read. */
export class StreamReadTwiceError extends PurlinError {
  constructor(callSite: CallSite) {
    super("StreamReadTwiceError", "PURLIN_STREAM_READ", {
      summary: "The async iterable that a PCollection is created from was read before: its elements are gone.",
      facts: { "created at": callSite.toString() },
      remedies: ["give a function that opens it anew for each run:  p.create(() => openStream())"],
    });
  }
}

/** Returns a PCollection of the elements of what it is given. */
export function create<O>(pipeline: Pipeline, name: string | undefined, values: unknown): PCollection<O> {
  const source = sourceOf(pipeline, values);
  return pipeline.compositeStep({ name, defaultName: "Create" }, new Map(), () =>
    impulse(pipeline).flatMap("Elements", source),
  ) as PCollection<O>;
}

function sourceOf(pipeline: Pipeline, values: unknown): () => Many<Element> {
  // The types say what a function returns, and what it returns is checked when it is called.
  if (typeof values === "function") return () => (values as () => Many<Element>)();
  // A string is one element to whoever writes it here, though it is an iterable of its characters.
  if (typeof values === "object" && values !== null) {
    if (Symbol.iterator in values) {
      const elements = [...(values as Iterable<Element>)];
      return () => elements;
    }
    if (Symbol.asyncIterator in values) return streamOf(pipeline, values as AsyncIterable<Element>);
  }
  throw new TypeError(
    "create takes an iterable of elements, such as an array, an async iterable, or a function of these.",
  );
}

function streamOf({ options }: Pipeline, stream: AsyncIterable<Element>): () => AsyncIterable<Element> {
  const callSite = captureCallSite();
  const { runner, environment = "loopback", parallelism = 1 } = options;
  const place = runner === "direct" ? (parallelism > 1 ? "other threads" : "loopback") : environment;
  if (place !== "loopback" && currentReplay() === undefined) throw new StreamElsewhereError(runner, place, callSite);
  let isRead = false;
  return () => {
    // What evaluates the program again has a stream of its own, which is not the one that was meant.
    if (currentReplay() !== undefined) throw new StreamElsewhereError(runner, "another process", callSite);
    if (isRead) throw new StreamReadTwiceError(callSite);
    isRead = true;
    return stream;
  };
}
