import type { BundleContext, DataPlane, ElementSink, ElementSource } from "../../sdk/exec/bundle-context.ts";
import type { MaybePromise } from "../../sdk/exec/maybe-promise.ts";
import type { Registers } from "../../sdk/exec/registers.ts";
import type { ElementManager } from "./engine/element-manager.ts";
import { GroupTable } from "./engine/group-table.ts";
import type { PendingInput } from "./engine/pending-input.ts";
import type { Bundle } from "./engine/stage-spec.ts";

/** Answers a bundle from memory: its input is what the engine has given out, its outputs wait here until it is committed. */
export class LocalContext implements BundleContext {
  readonly data: DataPlane;
  /** What the bundle has made for other stages, by their id. */
  readonly outputs = new Map<string, PendingInput>();

  constructor(bundle: Bundle, targets: ReadonlyMap<string, readonly string[]>, engine: ElementManager) {
    const inputOf = (stageId: string): PendingInput => {
      const input = this.outputs.get(stageId) ?? engine.newInput(stageId);
      this.outputs.set(stageId, input);
      return input;
    };
    this.data = {
      source: (): ElementSource => bundle.input,
      sink: (transformId): ElementSink => sinkInto((targets.get(transformId) ?? []).map(inputOf)),
    };
  }
}

function sinkInto(inputs: readonly PendingInput[]): ElementSink {
  const [first] = inputs;
  if (first instanceof GroupTable && inputs.length === 1) {
    return {
      write(value: unknown, registers: Registers): MaybePromise {
        first.add(value, registers);
        return undefined;
      },
      writePair(key: unknown, value: unknown, registers: Registers): MaybePromise {
        first.addPair(key, value, registers);
        return undefined;
      },
    };
  }
  if (first !== undefined && inputs.length === 1) {
    return {
      write(value: unknown, registers: Registers): MaybePromise {
        first.add(value, registers);
        return undefined;
      },
    };
  }
  return {
    write(value: unknown, registers: Registers): MaybePromise {
      for (const input of inputs) input.add(value, registers);
      return undefined;
    },
  };
}
