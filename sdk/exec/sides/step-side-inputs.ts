import type { Coder } from "../../coders/coder.ts";
import type { SideTypes } from "../../dofn/side-inputs.ts";
import type { SideInput } from "../../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { functionIdOf } from "../../translate/function-spec.ts";
import type { Window } from "../../values/window.ts";
import type { BundleContext } from "../bundle-context.ts";
import { handled, type MaybePromise } from "../maybe-promise.ts";
import type { StepSides, UnitParts } from "../unit.ts";
import { LoadedSideInput, type SideValue } from "./loaded-side-input.ts";

type Named = readonly [name: string, value: unknown];

/** The side inputs of one step, read when the first element of a window comes, and kept for those that follow. */
export class StepSideInputs implements StepSides {
  readonly #inputs: readonly LoadedSideInput[];
  readonly #failures: UnitParts["failures"];
  // By the windows of elements, which are the same objects for as long as elements refer to them.
  #records = new WeakMap<Window, SideTypes>();
  // Elements come in runs of one window.
  #window: Window | undefined;
  #record: SideTypes | undefined;

  constructor(parts: UnitParts, protos: Readonly<Record<string, SideInput>>) {
    this.#failures = parts.failures;
    this.#inputs = Object.entries(protos).map(([tag, proto]) => loadedSideInput(parts, tag, proto));
  }

  /** Begins a bundle. */
  begin({ sides }: BundleContext): void {
    if (sides === undefined) throw new Error("A step reads side inputs, and its bundle has none.");
    let isOutdated = false;
    for (const input of this.#inputs) isOutdated = input.begin(sides) || isOutdated;
    if (!isOutdated) return;
    this.#records = new WeakMap();
    this.#window = undefined;
    this.#record = undefined;
  }

  /** Says whether all is here that elements of a window read. */
  isLoaded(window: Window): boolean {
    if (window === this.#window) return true;
    const record = this.#records.get(window);
    if (record === undefined) return false;
    this.#window = window;
    this.#record = record;
    return true;
  }

  /** Reads what elements of a window read. */
  load(window: Window): MaybePromise {
    const values = this.#inputs.map((input): Named | Promise<Named> => {
      const named = ({ value }: SideValue): Named => [input.view.name, value];
      const failed = (cause: unknown): never => {
        throw this.#failures.of(`The side input "${input.view.name}"`, cause);
      };
      try {
        const value = input.valueFor(window);
        return value instanceof Promise ? handled(value.then(named, failed)) : named(value);
      } catch (cause) {
        return failed(cause);
      }
    });
    const keep = (loaded: readonly Named[]): void => {
      this.#records.set(window, Object.freeze(Object.fromEntries(loaded)));
    };
    const isHere = (value: Named | Promise<Named>): value is Named => !(value instanceof Promise);
    if (!values.every(isHere)) {
      return Promise.all(values.map((value) => (isHere(value) ? Promise.resolve(value) : value))).then(keep);
    }
    keep(values);
    return undefined;
  }

  of(window: Window): SideTypes {
    if (window === this.#window && this.#record !== undefined) return this.#record;
    const record = this.#records.get(window);
    if (record === undefined) throw new Error("Side inputs are read before they are here.");
    return record;
  }
}

function loadedSideInput(parts: UnitParts, tag: string, { viewFn }: SideInput): LoadedSideInput {
  const { plan, transform, transformId } = parts;
  const id = transform.inputs[tag] ?? "";
  const collection = plan.descriptor.pcollections[id];
  if (collection === undefined)
    throw new Error(`The side input "${tag}" of "${transform.uniqueName}" is no collection.`);
  const { windowFn } = plan.windowing(collection.windowingStrategyId);
  // That of the proto, by which a runner knows the windows: it may have put something around the WindowFn's own.
  const windowCoderId = plan.descriptor.windowingStrategies[collection.windowingStrategyId]?.windowCoderId ?? "";
  const windowCoder = plan.coder(windowCoderId) as Coder<Window>;
  const ref = { transformId, tag, coder: plan.coder(collection.coderId), windowCoder };
  const view = plan.functions.get("sideInput", functionIdOf(viewFn));
  return new LoadedSideInput(view, ref, { windowFn, isSealed: plan.strict !== undefined });
}
