import { fromBinary } from "@bufbuild/protobuf";
import { WindowIntoPayloadSchema } from "../../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { windowFnFromProto } from "../../translate/windowing.ts";
import { describeResult, WrongResultError } from "../../dofn/wrong-result-error.ts";
import { isTimestamp } from "../../values/timestamp.ts";
import type { Window } from "../../values/window.ts";
import type { WindowFn } from "../../windowing/window-fn.ts";
import { handled, isThenable } from "../maybe-promise.ts";
import { onlyOutput, type Unit, type UnitParts } from "../unit.ts";

/** Passes on each element in the windows that a WindowFn assigns to it. */
export function assignWindowsUnit(parts: UnitParts): Unit {
  const { received, registers, failures, plan } = parts;
  const push = onlyOutput(parts);
  const payload = fromBinary(WindowIntoPayloadSchema, parts.transform.spec?.payload ?? new Uint8Array());
  const windowFn = windowFnFromProto(payload.windowFn, plan.functions);
  let checked: unknown;
  return {
    receive: (element) => {
      received.elements++;
      const before = registers.windows;
      let assigned: readonly Window[];
      try {
        assigned = windowFn.assignWindows(registers.timestamp, element);
        // Elements that are assigned the same windows mostly share the array.
        if (assigned !== checked) checkWindows(windowFn, assigned);
        checked = assigned;
      } catch (cause) {
        throw failures.ofElement(cause, element);
      }
      registers.windows = assigned;
      const work = push(element);
      registers.windows = before;
      return work;
    },
  };
}

/** Checks what a WindowFn has returned: a program without type checks may return anything. */
function checkWindows(windowFn: WindowFn, assigned: unknown): void {
  if (isThenable(assigned)) void handled(Promise.resolve(assigned));
  if (!Array.isArray(assigned)) {
    throw new WrongResultError(`${windowFn.toString()} must return an array of windows, and no promise of it.`, [
      "await in a map before it what its windows depend on",
    ]);
  }
  if (assigned.length === 0) {
    throw new WrongResultError(`${windowFn.toString()} has assigned no window.`, [
      "return at least one window for each element",
      "drop elements that belong to none before:  .filter((element) => ...)",
    ]);
  }
  for (const window of assigned as readonly (Partial<Window> | null | undefined)[]) {
    const maxTimestamp = window?.maxTimestamp;
    if (typeof maxTimestamp === "number" && isTimestamp(maxTimestamp)) continue;
    throw new WrongResultError(
      `${windowFn.toString()} has assigned a window that ends at no instant: ${describeResult(window && maxTimestamp)}.`,
      ["return a window, or an array of windows, that have a maxTimestamp: whole milliseconds, a number"],
    );
  }
}
