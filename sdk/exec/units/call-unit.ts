import { changesCalls } from "../../dofn/async-options.ts";
import type { CallSettings, ElementFunction } from "../../dofn/element-fn.ts";
import { MAIN_OUTPUT } from "../../graph/nodes.ts";
import { AttemptContext, type Attempt } from "../calls/attempt.ts";
import { FailedCall, type Call } from "../calls/call-attempts.ts";
import { CallLane, type CallParts } from "../calls/call-lane.ts";
import { failedElements } from "../calls/dead-letters.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import { onlyOutput, type Receiver, type Unit, type UnitParts } from "../unit.ts";

/** Returns the receiver of a step's results, beside which there may be one of its dead letters. */
export function mainOutput(parts: UnitParts): Receiver {
  return parts.outputs.get(MAIN_OUTPUT) ?? onlyOutput(parts);
}

/** Says whether calls of a step's function may be concurrent, limited or repeated: it takes a {@link callUnit} then. */
export function needsLane({ async }: CallSettings): boolean {
  return async !== undefined && changesCalls(async);
}

/** A unit that calls a step's function as the step's settings say. */
export function callUnit(
  parts: UnitParts,
  settings: CallSettings,
  { call, complete }: Pick<CallParts, "call" | "complete">,
): Unit {
  const failed = failedElements(parts, settings);
  const { received } = parts;
  const failsTheJob = settings.deadLetters === undefined;
  const lane = new CallLane(parts, settings.async ?? {}, {
    call,
    complete: (element, outcome) =>
      outcome instanceof FailedCall ? failed.take(element, outcome) : complete(element, outcome),
    ...(failsTheJob && {
      check: (element, outcome) => {
        // It throws.
        if (outcome instanceof FailedCall) void failed.take(element, outcome);
      },
    }),
  });
  return {
    receive: (element) => {
      received.elements++;
      return lane.receive(element);
    },
    finishBundle: (): MaybePromise => {
      const waiting = lane.finish();
      if (waiting !== undefined) {
        return waiting.then(() => {
          failed.finish();
        });
      }
      failed.finish();
      return undefined;
    },
  };
}

/** Returns how a plain function is called, each attempt with a context of its own. */
export function callOf(parts: UnitParts, fn: ElementFunction): Call {
  return (element: unknown, attempt: Attempt) => fn(element, new AttemptContext(attempt, parts));
}
