import type { DoFnParts, OutputSpecs } from "../../dofn/do-fn.ts";
import type { ParDoFn } from "../../dofn/element-fn.ts";
import { MAIN_OUTPUT } from "../../graph/nodes.ts";
import type { BundleContext } from "../bundle-context.ts";
import { SerialLane } from "../lane.ts";
import { isThenable, type MaybePromise } from "../maybe-promise.ts";
import type { Receiver, Unit, UnitParts } from "../unit.ts";
import { BundleCall } from "./bundle-call.ts";
import { callUnit } from "./call-unit.ts";
import { doFnCalls, isIterator, yieldsElements } from "./do-fn-attempts.ts";
import { DoFnCall, outputOf } from "./do-fn-call.ts";

type DoFnRecord = Extract<ParDoFn, { readonly kind: "doFn" }>;

/** Runs a DoFn with its life cycle. */
export function doFnUnit(parts: UnitParts, fn: DoFnRecord): Unit {
  return new DoFnUnit(parts, fn);
}

class DoFnUnit implements Unit {
  readonly receive: Receiver;
  readonly #parts: UnitParts;
  readonly #fn: DoFnParts<unknown, unknown, OutputSpecs, unknown>;
  readonly #push: Receiver;
  #resources: unknown;
  #wasSetUp = false;
  #isOver = false;
  #shared: DoFnCall;
  readonly #lane: SerialLane;
  // How elements are processed where the step's settings say so; undefined in most steps.
  readonly #calls: Unit | undefined;

  constructor(parts: UnitParts, fn: DoFnRecord) {
    this.#parts = parts;
    // The graph's types have checked what reaches this step.
    this.#fn = fn.parts;
    this.#push = outputOf(parts, MAIN_OUTPUT);
    this.#shared = new DoFnCall(parts, this.#push, undefined);
    this.#lane = new SerialLane(parts, (element) => this.#process(element));
    const calls = doFnCalls(parts, fn, () => ({
      process: (element, call) => this.#fn.process(element, call),
      resources: this.#resources,
    }));
    this.#calls = calls && callUnit(parts, fn, calls);
    this.receive =
      this.#calls?.receive ??
      ((element) => {
        parts.received.elements++;
        return this.#lane.busy === undefined ? this.#process(element) : this.#lane.wait(element);
      });
  }

  setup(): MaybePromise {
    return this.#parts.failures.guard("setup", () => {
      const kept = (resources: unknown): unknown => {
        // The job has ended while it was set up: what it has opened is closed all the same.
        if (this.#isOver) return this.#fn.teardown?.(resources, { hasJobFailed: true });
        this.#resources = resources;
        this.#wasSetUp = true;
        this.#shared = new DoFnCall(this.#parts, this.#push, resources);
        return undefined;
      };
      const resources = this.#fn.setup?.({ step: this.#parts.failures.step });
      return isThenable(resources) ? Promise.resolve(resources).then(kept) : kept(resources);
    });
  }

  startBundle(): MaybePromise {
    return this.#runInBundle("startBundle", this.#fn.startBundle?.bind(this.#fn));
  }

  finishBundle(context: BundleContext): MaybePromise {
    const finish = (): MaybePromise => this.#runInBundle("finishBundle", this.#fn.finishBundle?.bind(this.#fn));
    const calls = this.#calls?.finishBundle?.(context);
    return calls === undefined ? finish() : calls.then(finish);
  }

  teardown(hasJobFailed: boolean): MaybePromise {
    this.#isOver = true;
    if (!this.#wasSetUp) return undefined;
    this.#wasSetUp = false;
    return this.#parts.failures.guard("teardown", () =>
      asPromise(this.#fn.teardown?.(this.#resources, { hasJobFailed })),
    );
  }

  #process(element: unknown): MaybePromise {
    const call = this.#shared;
    call.isOpen = true;
    let returned: unknown;
    try {
      returned = this.#fn.process(element, call);
    } catch (cause) {
      throw this.#parts.failures.ofElement(cause, element);
    }
    if (isThenable(returned)) return this.#goOn(element, returned, call);
    if (returned !== undefined && isIterator(returned)) throw this.#parts.failures.ofElement(yieldsElements(), element);
    call.isOpen = false;
    const work = call.pending;
    if (work !== undefined) call.pending = undefined;
    return work;
  }

  /** A call that has returned a promise keeps its context; the next one gets another. */
  #goOn(element: unknown, returned: PromiseLike<unknown>, call: DoFnCall): Promise<void> {
    call.pin(this.#parts.registers.snapshot());
    this.#shared = new DoFnCall(this.#parts, this.#push, this.#resources);
    return this.#lane.run(this.#finish(element, returned, call));
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
    const call = new BundleCall(what, this.#parts, this.#resources);
    return this.#parts.failures.guard(what, () => {
      const returned = run(call);
      if (isThenable(returned)) return Promise.resolve(returned).then(() => call.end());
      return call.end();
    });
  }
}

function asPromise(returned: unknown): Promise<unknown> | undefined {
  return isThenable(returned) ? Promise.resolve(returned) : undefined;
}
