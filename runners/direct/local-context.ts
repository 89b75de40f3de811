import type { BundleContext, DataPlane, ElementSink, ElementSource } from "../../sdk/exec/bundle-context.ts";
import type { MaybePromise } from "../../sdk/exec/maybe-promise.ts";
import type { Registers } from "../../sdk/exec/registers.ts";
import { GroupTable } from "./engine/group-table.ts";
import type { PendingInput } from "./engine/pending-input.ts";
import type { Bundle } from "./engine/stage-spec.ts";
import type { StageDescriptor } from "./planner/stage-descriptor.ts";
import type { SideStore } from "./sides/side-store.ts";
import type { SideStores } from "./sides/side-stores.ts";

/** What a bundle is given to answer its steps from. */
export interface LocalWorld {
  /** Makes the empty input of a stage. */
  readonly newInput: (stageId: string) => PendingInput;
  readonly sides: SideStores;
}

/** Answers a bundle from memory: its input is what the engine has given out, its outputs wait here until it is committed. */
export class LocalContext implements BundleContext {
  readonly data: DataPlane;
  readonly sides: SideStores;
  /** What the bundle has made for other stages, by their id. */
  readonly outputs = new Map<string, PendingInput>();

  constructor(bundle: Bundle, { targets, sideTargets }: StageDescriptor, { newInput, sides }: LocalWorld) {
    this.sides = sides;
    const inputOf = (stageId: string): PendingInput => {
      const input = this.outputs.get(stageId) ?? newInput(stageId);
      this.outputs.set(stageId, input);
      return input;
    };
    this.data = {
      source: (): ElementSource => bundle.input,
      sink: (transformId): ElementSink => {
        const store = sideTargets.get(transformId);
        return store === undefined
          ? sinkInto((targets.get(transformId) ?? []).map(inputOf))
          : sinkIntoStore(sides.store(store));
      },
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

/** Side inputs are read when the stage that makes them is done, so nobody sees what a bundle that fails has written. */
function sinkIntoStore(store: SideStore): ElementSink {
  return {
    write(value: unknown, { windows }: Registers): MaybePromise {
      store.add(value, windows);
      return undefined;
    },
  };
}
