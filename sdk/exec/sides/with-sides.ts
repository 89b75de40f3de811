import { GLOBAL_WINDOW, type Window } from "../../values/window.ts";
import { SerialLane } from "../lane.ts";
import { both, type MaybePromise } from "../maybe-promise.ts";
import type { Receiver, Unit, UnitParts } from "../unit.ts";
import type { StepSideInputs } from "./step-side-inputs.ts";

/**
 * Lets elements into a unit when the side inputs of their window are here. Elements that come while they are fetched wait
 * in line.
 *
 *     receive(a in W1) -> W1 is not here: busy until it is        receive(b in W1) -> in line
 *     W1 is here       -> a, then b go in                         receive(c in W1) -> goes in
 */
export function withSides(unit: Unit, sides: StepSideInputs, parts: UnitParts): Unit {
  const { registers, plan } = parts;
  const windowNow = (): Window => registers.windows[0] ?? GLOBAL_WINDOW;
  const receiveLater = async (value: unknown, loading: Promise<void>): Promise<void> => {
    const metadata = registers.snapshot();
    await loading;
    plan.signal.throwIfAborted();
    registers.install(metadata);
    await letIn(value);
  };
  /** Lets an element in whose turn it is. */
  const letIn = (value: unknown): MaybePromise => {
    const window = windowNow();
    if (!sides.isLoaded(window)) {
      const loading = sides.load(window);
      if (loading !== undefined) return receiveLater(value, loading);
      sides.isLoaded(window);
    }
    return unit.receive(value);
  };
  const lane = new SerialLane(parts, letIn);
  const receive: Receiver = (value) => {
    if (lane.busy !== undefined) return lane.wait(value);
    const window = windowNow();
    if (sides.isLoaded(window)) return unit.receive(value);
    const loading = sides.load(window);
    if (loading !== undefined) return lane.run(receiveLater(value, loading));
    sides.isLoaded(window);
    return unit.receive(value);
  };
  const { receivePair } = unit;
  return {
    receive,
    ...(receivePair && {
      receivePair: (key, value) =>
        lane.busy === undefined && sides.isLoaded(windowNow()) ? receivePair(key, value) : receive([key, value]),
    }),
    setup: () => unit.setup?.(),
    startBundle(context) {
      sides.begin(context);
      return unit.startBundle?.(context);
    },
    finishBundle: (context) => unit.finishBundle?.(context),
    teardown: (hasJobFailed) => unit.teardown?.(hasJobFailed),
  };
}

/** Passes an element of several windows on once in each, to a function that can see its window. */
export function oncePerWindow(unit: Unit, { registers }: UnitParts): Unit {
  return {
    receive: (value) => {
      const { windows } = registers;
      if (windows.length === 1) return unit.receive(value);
      let work: MaybePromise;
      for (const window of windows) {
        registers.windows = [window];
        work = both(work, unit.receive(value));
      }
      registers.windows = windows;
      return work;
    },
    setup: () => unit.setup?.(),
    startBundle: (context) => unit.startBundle?.(context),
    finishBundle: (context) => unit.finishBundle?.(context),
    teardown: (hasJobFailed) => unit.teardown?.(hasJobFailed),
  };
}
