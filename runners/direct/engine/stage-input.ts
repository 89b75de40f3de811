import { bytesCoder } from "../../../sdk/coders/bytes-coder.ts";
import { globalWindowCoder } from "../../../sdk/coders/global-window-coder.ts";
import { ElementBuffer } from "./element-buffer.ts";
import type { ElementCoders } from "./element-chunk.ts";
import { GroupTable } from "./group-table.ts";
import { MergingGroupTable } from "./merging-group-table.ts";
import type { PendingInput } from "./pending-input.ts";
import { memoryOnly, type SpillSpace } from "./spill-space.ts";
import type { StageSpec } from "./stage-spec.ts";

/** A root takes an impulse, which is no bytes in the global window. */
const impulseCoders: ElementCoders = { elementCoder: bytesCoder, windowCoder: globalWindowCoder };

/** Returns an empty input of a stage, which stays in memory where no `space` is given. */
export function stageInput(spec: StageSpec, space: SpillSpace = memoryOnly(spec.name)): PendingInput {
  switch (spec.kind) {
    case "root":
      return new ElementBuffer(impulseCoders, space);
    case "ordinary":
      return new ElementBuffer(spec.elements, space);
    case "aggregate":
      return spec.grouping.mergeWindows === undefined
        ? new GroupTable(spec.grouping, space)
        : new MergingGroupTable(spec.grouping, space);
  }
}
