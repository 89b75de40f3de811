import { fromBinary } from "@bufbuild/protobuf";
import { FunctionSpecSchema } from "../../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { windowFnFromProto } from "../../translate/windowing.ts";
import type { Window } from "../../values/window.ts";
import type { MergedWindows } from "../../windowing/window-fn.ts";
import { onlyOutput, type Unit, type UnitParts } from "../unit.ts";

/**
 * Merges windows for a runner that doesn't know their WindowFn: the windows of one key are an element, beside what the
 * runner knows them by again, and what comes out are those that stay as they are and those that were merged.
 *
 *     [nonce, windows]  ->  [nonce, [unmerged, [[merged, from], ...]]]
 */
export function mergeWindowsUnit(parts: UnitParts): Unit {
  const { received, failures, plan } = parts;
  const push = onlyOutput(parts);
  const spec = fromBinary(FunctionSpecSchema, parts.transform.spec?.payload ?? new Uint8Array());
  const windowFn = windowFnFromProto(spec, plan.functions);
  const { windowCoder } = windowFn;
  return {
    receive: (element) => {
      received.elements++;
      // The model says what a runner sends here.
      const [nonce, given] = element as readonly [unknown, Iterable<Window>];
      const windows = [...given];
      let merges: readonly MergedWindows[];
      try {
        merges = windowFn.mergeWindows?.(windows) ?? [];
      } catch (cause) {
        throw failures.of("merging windows", cause);
      }
      const gone = new Set(merges.flatMap(({ from }) => from.map((window) => windowCoder.structuralValue(window))));
      const unmerged = windows.filter((window) => !gone.has(windowCoder.structuralValue(window)));
      return push([nonce, [unmerged, merges.map(({ merged, from }) => [merged, from])]]);
    },
  };
}
