import { fromBinary } from "@bufbuild/protobuf";
import { WindowIntoPayloadSchema } from "../../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { windowFnFromProto } from "../../translate/windowing.ts";
import type { Window } from "../../values/window.ts";
import { onlyOutput, type Unit, type UnitParts } from "../unit.ts";

/** Passes on each element in the windows that a WindowFn assigns to it. */
export function assignWindowsUnit(parts: UnitParts): Unit {
  const { received, registers, failures, plan } = parts;
  const push = onlyOutput(parts);
  const payload = fromBinary(WindowIntoPayloadSchema, parts.transform.spec?.payload ?? new Uint8Array());
  const windowFn = windowFnFromProto(payload.windowFn, plan.functions);
  return {
    receive: (element) => {
      received.elements++;
      const before = registers.windows;
      let assigned: readonly Window[];
      try {
        assigned = windowFn.assignWindows(registers.timestamp, element);
        if (assigned.length === 0) throw new RangeError(`${windowFn.toString()} has assigned no window.`);
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
