import type { BundleContext as UserBundleContext, OutputTypes } from "../../dofn/contexts.ts";
import type { DoFn, DoFnParts, OutputSpecs } from "../../dofn/do-fn.ts";
import { MAIN_OUTPUT } from "../../graph/nodes.ts";
import { NO_FIRING } from "../../values/pane.ts";
import { Lane } from "../lane.ts";
import { both, isThenable, type MaybePromise } from "../maybe-promise.ts";
import type { ElementMetadata } from "../registers.ts";
import type { Receiver, Unit, UnitParts } from "../unit.ts";
import { DoFnCall, outputOf } from "./do-fn-call.ts";

/** Runs a DoFn with its life cycle. */
export function doFnUnit(parts: UnitParts, fn: DoFn<never, unknown>): Unit {
  return new DoFnUnit(parts, fn);
}

class DoFnUnit implements Unit {
  readonly receive: Receiver;
  readonly #parts: UnitParts;
  readonly #fn: DoFnParts<unknown, unknown, OutputSpecs, unknown>;
  readonly #push: Receiver;
  #resources: unknown;
  #wasSetUp = false;
  #shared: DoFnCall;
  // Undefined until `process` has returned a promise.
  #lane: Lane | undefined;

  constructor(parts: UnitParts, fn: DoFn<never, unknown>) {
    this.#parts = parts;
    // The graph's types have checked what reaches this step.
    this.#fn = fn.parts as unknown as DoFnParts<unknown, unknown, OutputSpecs, unknown>;
    this.#push = outputOf(parts, MAIN_OUTPUT);
    this.#shared = new DoFnCall(parts, this.#push, undefined);
    this.receive = (element) => {
      parts.received.elements++;
      return this.#lane === undefined ? this.#processSync(element) : this.#accept(element, this.#lane);
    };
  }

  setup(): MaybePromise {
    return this.#parts.failures.guard("setup", () => {
      const kept = (resources: unknown): void => {
        this.#resources = resources;
        this.#wasSetUp = true;
        this.#shared = new DoFnCall(this.#parts, this.#push, resources);
      };
      const resources = this.#fn.setup?.({ step: this.#parts.failures.step });
      return isThenable(resources) ? Promise.resolve(resources).then(kept) : kept(resources);
    });
  }

  startBundle(): MaybePromise {
    return this.#runInBundle("startBundle", this.#fn.startBundle?.bind(this.#fn));
  }

  finishBundle(): MaybePromise {
    return this.#runInBundle("finishBundle", this.#fn.finishBundle?.bind(this.#fn));
  }

  teardown(hasJobFailed: boolean): MaybePromise {
    if (!this.#wasSetUp) return undefined;
    this.#wasSetUp = false;
    return this.#parts.failures.guard("teardown", () =>
      asPromise(this.#fn.teardown?.(this.#resources, { hasJobFailed })),
    );
  }

  #processSync(element: unknown): MaybePromise {
    const call = this.#shared;
    call.isOpen = true;
    let returned: unknown;
    try {
      returned = this.#fn.process(element, call);
    } catch (cause) {
      throw this.#parts.failures.ofElement(cause, element);
    }
    if (isThenable(returned)) return this.#becomeAsync(element, returned, call);
    call.isOpen = false;
    const work = call.pending;
    if (work !== undefined) call.pending = undefined;
    return work;
  }

  /** The first promise: the call that has made it keeps the shared context, and later ones get their own. */
  #becomeAsync(element: unknown, returned: PromiseLike<unknown>, call: DoFnCall): MaybePromise {
    const metadata = this.#parts.registers.snapshot();
    call.pin(metadata);
    this.#lane = new Lane(this.#parts.registers, (next) => this.#processAsync(next));
    return this.#lane.run(this.#finish(element, returned, call));
  }

  #accept(element: unknown, lane: Lane): MaybePromise {
    return lane.busy === undefined ? lane.run(this.#processAsync(element)) : lane.wait(element);
  }

  #processAsync(element: unknown): Promise<void> {
    const call = new DoFnCall(this.#parts, this.#push, this.#resources);
    call.pin(this.#parts.registers.snapshot());
    let returned: unknown;
    try {
      returned = this.#fn.process(element, call);
    } catch (cause) {
      return Promise.reject(this.#parts.failures.ofElement(cause, element));
    }
    return this.#finish(element, returned, call);
  }

  async #finish(element: unknown, returned: unknown, call: DoFnCall): Promise<void> {
    try {
      await returned;
    } catch (cause) {
      throw this.#parts.failures.ofElement(cause, element);
    } finally {
      call.isOpen = false;
    }
    await call.flush();
  }

  #runInBundle(what: string, run: DoFnParts<unknown, unknown, OutputSpecs, unknown>["startBundle"]): MaybePromise {
    if (run === undefined) return undefined;
    const bundle = new BundleCall(this.#parts, this.#push, this.#resources);
    return this.#parts.failures.guard(what, () => {
      const returned = run(bundle);
      if (isThenable(returned)) return Promise.resolve(returned).then(() => bundle.pending);
      return bundle.pending;
    });
  }
}

/** What `startBundle` and `finishBundle` are given. */
class BundleCall implements UserBundleContext<unknown, OutputTypes, unknown> {
  readonly resources: unknown;
  readonly metrics: UserBundleContext<unknown, OutputTypes, unknown>["metrics"];
  readonly signal: AbortSignal;
  readonly emit: UserBundleContext<unknown, OutputTypes, unknown>["emit"];
  readonly emitTo: UserBundleContext<unknown, OutputTypes, unknown>["emitTo"];
  pending: MaybePromise;

  constructor(parts: UnitParts, push: Receiver, resources: unknown) {
    this.resources = resources;
    this.metrics = parts.metrics;
    this.signal = parts.plan.signal;
    const emit = (receiver: Receiver, value: unknown, metadata: ElementMetadata): void => {
      parts.registers.install(metadata);
      this.pending = both(this.pending, receiver(value));
    };
    this.emit = (value, { timestamp, window }) => {
      emit(push, value, { timestamp, windows: [window], pane: NO_FIRING });
    };
    this.emitTo = (tag, value, { timestamp, window }) => {
      emit(outputOf(parts, tag), value, { timestamp, windows: [window], pane: NO_FIRING });
    };
  }
}

function asPromise(returned: unknown): Promise<unknown> | undefined {
  return isThenable(returned) ? Promise.resolve(returned) : undefined;
}
