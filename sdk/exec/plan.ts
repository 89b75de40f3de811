import type { MetricsContainer } from "../metrics/metrics-container.ts";
import type { BundleContext } from "./bundle-context.ts";
import { pushAll } from "./input-loop.ts";
import type { Lane } from "./lane.ts";
import { handled } from "./maybe-promise.ts";
import type { Registers } from "./registers.ts";
import type { BundleFailure } from "./step-failures.ts";
import type { ElementCount, Receiver, Unit } from "./unit.ts";

/** A unit of a plan, with what is counted of it. */
export interface PlanUnit {
  readonly transformId: string;
  /** The full name of the step. */
  readonly step: string;
  readonly unit: Unit;
  readonly received: ElementCount;
  /** The counts of its outputs' elements. */
  readonly emitted: readonly ElementCount[];
  readonly metrics: MetricsContainer;
  /** Whether it runs a step of the user's program, not the way between two stages. */
  readonly isUserStep: boolean;
}

/** Where elements come into a plan. */
export interface PlanSource {
  readonly transformId: string;
  readonly step: string;
  readonly receive: Receiver;
  readonly received: ElementCount;
}

/** What a plan is made of. */
export interface PlanMembers {
  readonly id: string;
  readonly sources: readonly PlanSource[];
  /** Each before all that it pushes to. */
  readonly units: readonly PlanUnit[];
  readonly registers: Registers;
  readonly failure: BundleFailure;
  readonly signal: AbortSignal;
  /** Where elements of its asynchronous steps wait. */
  readonly lanes: readonly Lane[];
  /** How many elements each collection had, by its id. */
  readonly counts: ReadonlyMap<string, ElementCount>;
  /** Called when all of a bundle is done, before it counts; what it throws fails the bundle. */
  readonly endBundle?: () => void;
}

/** The steps of one fused stage, built once and run for many bundles, one at a time. */
export class Plan {
  readonly id: string;
  readonly units: readonly PlanUnit[];
  readonly #members: PlanMembers;
  #isSetUp = false;
  #processing: Promise<void> | undefined;

  constructor(members: PlanMembers) {
    this.id = members.id;
    this.units = members.units;
    this.#members = members;
  }

  /** How many elements each collection has had over all bundles, by its id. */
  get counts(): ReadonlyMap<string, ElementCount> {
    return this.#members.counts;
  }

  /** Where its elements come in. */
  get sources(): readonly PlanSource[] {
    return this.#members.sources;
  }

  /** How many elements its sources have read, over all bundles. */
  get elementsIn(): number {
    return this.#members.sources.reduce((sum, { received }) => sum + received.elements, 0);
  }

  /**
   * Processes one bundle: all elements of its sources, through all units.
   *
   * @throws UserFunctionError when a function of the user's program fails
   * @throws the reason of the plan's signal when that is aborted, even while a user's function never settles
   */
  async processBundle(context: BundleContext): Promise<void> {
    const { signal } = this.#members;
    signal.throwIfAborted();
    let stop = (): void => undefined;
    const stopped = new Promise<never>((_, reject) => {
      stop = () => {
        // An AbortSignal's reason is what the one who aborts wants thrown.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        reject(signal.reason);
      };
    });
    signal.addEventListener("abort", stop, { once: true });
    try {
      this.#processing = handled(this.#process(context));
      await Promise.race([this.#processing, stopped]);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** The step whose asynchronous function is under way: of several, one that waits for none of the others. */
  get waitingStep(): string | undefined {
    // Lanes are made from the bottom, so the first that is busy waits for none below it.
    return this.#members.lanes.find(({ busy }) => busy !== undefined)?.step;
  }

  /**
   * Waits until nothing of a bundle runs any more: when it has failed or was stopped, functions that were called before
   * may still be under way.
   */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#processing, ...this.#members.lanes.map(({ busy }) => busy)]);
  }

  /**
   * Ends the plan: no bundle follows. All units are ended, also when one of them throws or hangs.
   *
   * @throws the first error of its units
   */
  async teardown(hasJobFailed: boolean): Promise<void> {
    const ended = this.units.map(async ({ unit }) => unit.teardown?.(hasJobFailed));
    const failed = (await Promise.allSettled(ended)).find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }

  async #process(context: BundleContext): Promise<void> {
    const { units, sources, registers, failure, signal } = this.#members;
    failure.reset();
    const goOn = (): void => {
      failure.check();
      signal.throwIfAborted();
    };
    if (!this.#isSetUp) {
      for (const { unit } of units) {
        await unit.setup?.();
        goOn();
      }
      this.#isSetUp = true;
    }
    // From the bottom: a unit is ready before anything above it can emit.
    for (const { unit } of units.toReversed()) {
      await unit.startBundle?.(context);
      goOn();
    }
    for (const { transformId, receive, received } of sources) {
      const source = context.data.source(transformId);
      await pushAll({ source, receive, registers, signal, received, failure });
      goOn();
    }
    for (const { unit } of units) {
      await unit.finishBundle?.(context);
      goOn();
    }
    this.#members.endBundle?.();
  }
}
