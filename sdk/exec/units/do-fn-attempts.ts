import { changesCalls } from "../../dofn/async-options.ts";
import type { CallSettings } from "../../dofn/element-fn.ts";
import { MAIN_OUTPUT } from "../../graph/nodes.ts";
import type { Attempt } from "../calls/attempt.ts";
import type { CallParts as LaneParts } from "../calls/call-lane.ts";
import { isThenable, type MaybePromise } from "../maybe-promise.ts";
import type { ElementMetadata } from "../registers.ts";
import type { Receiver, UnitParts } from "../unit.ts";
import { DoFnCall, outputOf } from "./do-fn-call.ts";

type CallParts = Pick<LaneParts, "call" | "complete">;

/** Calls a DoFn's `process`. */
type Process = (element: unknown, call: DoFnCall) => unknown;

/** What a DoFn's step does where its calls are concurrent, limited or repeated, or may fail for an element alone. */
export function doFnCalls(parts: UnitParts, settings: CallSettings, of: () => DoFnOfBundle): CallParts | undefined {
  const { async = {}, deadLetters } = settings;
  if (!changesCalls(async) && deadLetters === undefined) return undefined;
  const isInOrder = (async.ordered ?? true) && (async.concurrency ?? 1) > 1;
  const isRepeated = (async.retry?.attempts ?? 1) > 1;
  return isInOrder || isRepeated || deadLetters !== undefined ? keptCalls(parts, of) : directCalls(parts, of);
}

/** The DoFn as it was set up. */
export interface DoFnOfBundle {
  readonly process: Process;
  readonly resources: unknown;
}

/** Calls whose elements go to the steps below as they are emitted. */
function directCalls(parts: UnitParts, of: () => DoFnOfBundle): CallParts {
  return {
    call: (element, attempt) => {
      const { process, resources } = of();
      const call = new AttemptCall(attempt, parts, resources);
      return run(
        call,
        () => process(element, call),
        () => call,
      );
    },
    complete: (_, call) => (call as AttemptCall).pending,
  };
}

interface Emitted {
  readonly push: Receiver;
  readonly value: unknown;
  readonly metadata: ElementMetadata;
}

/** Calls whose elements are kept until the call has succeeded, and its turn has come. */
function keptCalls(parts: UnitParts, of: () => DoFnOfBundle): CallParts {
  const { registers, plan } = parts;
  const passOn = ({ push, value, metadata }: Emitted): MaybePromise => {
    registers.install(metadata);
    return push(value);
  };
  const passOnRest = async (rest: readonly Emitted[], work: Promise<void>): Promise<void> => {
    await work;
    for (const each of rest) {
      plan.signal.throwIfAborted();
      await passOn(each);
    }
  };
  return {
    call: (element, attempt) => {
      const { process, resources } = of();
      const kept: Emitted[] = [];
      const keeping = [...parts.outputs].map(([tag, push]): [string, Receiver] => [
        tag,
        (value) => {
          kept.push({ push, value, metadata: registers.snapshot() });
          return undefined;
        },
      ]);
      const call = new AttemptCall(attempt, { ...parts, outputs: new Map(keeping) }, resources);
      return run(
        call,
        () => process(element, call),
        () => kept,
      );
    },
    complete: (_, outcome) => {
      const kept = outcome as readonly Emitted[];
      for (const [i, each] of kept.entries()) {
        const work = passOn(each);
        if (work !== undefined) return passOnRest(kept.slice(i + 1), work);
      }
      return undefined;
    },
  };
}

/** Runs `process` to its end, after which nothing can be emitted. */
function run<T>(call: AttemptCall, process: () => unknown, result: () => T): T | Promise<T> {
  const end = (): T => {
    call.isOpen = false;
    return result();
  };
  const returned = process();
  if (isIterator(returned)) throw yieldsElements();
  return isThenable(returned) ? Promise.resolve(returned).then(end) : end();
}

/** Says whether `process` is a generator, which types refuse: nothing of it would ever run. */
export function isIterator(returned: unknown): boolean {
  return typeof returned === "object" && typeof (returned as { readonly next?: unknown } | null)?.next === "function";
}

/** The error for a `process` that is a generator. */
export function yieldsElements(): TypeError {
  return new TypeError(
    "process is a generator, whose elements nobody takes: emit them with emit(element), or use flatMap.",
  );
}

/** What `process` is given for one attempt. */
class AttemptCall extends DoFnCall {
  readonly #attempt: Attempt;

  constructor(attempt: Attempt, parts: UnitParts, resources: unknown) {
    super(parts, outputOf(parts, MAIN_OUTPUT), resources);
    this.#attempt = attempt;
    this.pin(attempt.metadata);
  }

  override get signal(): AbortSignal {
    return this.#attempt.signal;
  }
}
