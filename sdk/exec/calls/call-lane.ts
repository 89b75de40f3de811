import type { AsyncOptions } from "../../dofn/async-options.ts";
import type { Lane } from "../lane.ts";
import { handled, type MaybePromise } from "../maybe-promise.ts";
import type { ElementMetadata } from "../registers.ts";
import type { UnitParts } from "../unit.ts";
import { CallAttempts, type Call } from "./call-attempts.ts";
import { Line } from "./line.ts";

/** How the elements of a unit are processed, in two halves. */
export interface CallParts {
  /** Calls the function once. */
  readonly call: Call;
  /**
   * Passes on what has come of an element: the function's result, or a {@link FailedCall}. The element's metadata is in
   * the registers.
   */
  readonly complete: (element: unknown, outcome: unknown) => MaybePromise;
  /** Looks at an outcome before its turn, and throws when the job fails for it: nobody waits for others then. */
  readonly check?: (element: unknown, outcome: unknown) => void;
}

interface Waiting {
  readonly element: unknown;
  readonly metadata: ElementMetadata;
}

/** An element whose function was called, and whose outcome is not yet passed on. */
interface Called extends Waiting {
  /** What the call has come to; undefined while it is under way. */
  outcome: { readonly value: unknown } | undefined;
}

type Resolvers = ReturnType<typeof Promise.withResolvers<undefined>>;

/**
 * Calls a step's function for several elements at a time, and passes on what comes of them, in order or as it comes.
 *
 *     receive -> line -> called: at most `concurrency` under way -> passed on, one after the other
 *                                 in order: each waits for those before it
 *
 * While there is room, `receive` returns nothing, and the lane answers for the element: `finish` waits for all of them.
 * When it is full, `receive` returns a promise of room, so that sources wait and memory stays bounded. In order, as many
 * outcomes may wait for an earlier one as other calls may be under way.
 *
 * Keyed state, where one call of a key at a time may be under way, is one condition more in `#hasRoom`.
 */
export class CallLane implements Lane {
  readonly step: string;
  readonly #parts: UnitParts;
  readonly #attempts: CallAttempts;
  readonly #complete: CallParts["complete"];
  readonly #check: CallParts["check"];
  readonly #concurrency: number;
  readonly #isOrdered: boolean;
  readonly #line = new Line<Waiting>();
  // In order: from the first whose outcome is not passed on.
  readonly #called = new Line<Called>();
  #isPassingOn = false;
  // How many calls are under way; where there is no order, also what is being passed on.
  #underWay = 0;
  #room: Resolvers | undefined;
  #finished: Resolvers | undefined;
  #over: Resolvers | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(parts: UnitParts, options: AsyncOptions, { call, complete, check }: CallParts) {
    this.step = parts.failures.step;
    this.#parts = parts;
    this.#complete = complete;
    this.#check = check;
    this.#attempts = new CallAttempts(parts, options, call);
    this.#concurrency = options.concurrency ?? 1;
    this.#isOrdered = options.ordered ?? true;
    parts.plan.lanes.push(this);
  }

  get busy(): Promise<void> | undefined {
    if (this.#isIdle) return undefined;
    this.#over ??= Promise.withResolvers();
    return this.#over.promise;
  }

  /** Takes an element, whose metadata is in the registers. */
  receive(element: unknown): MaybePromise {
    if (this.#failure !== undefined) throw this.#failure.error;
    const metadata = this.#parts.registers.snapshot();
    if (this.#line.length === 0 && this.#hasRoom) {
      this.#begin(element, metadata);
      return undefined;
    }
    this.#line.push({ element, metadata });
    this.#room ??= Promise.withResolvers();
    return handled(this.#room.promise);
  }

  /** Waits until all that was received is passed on. */
  finish(): MaybePromise {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#isIdle) return undefined;
    this.#finished ??= Promise.withResolvers();
    return handled(this.#finished.promise);
  }

  get #isIdle(): boolean {
    return this.#underWay === 0 && this.#called.length === 0 && this.#line.length === 0;
  }

  get #hasRoom(): boolean {
    return this.#underWay < this.#concurrency && this.#called.length < 2 * this.#concurrency - 1;
  }

  /** Calls the function for an element, whose metadata is in the registers. */
  #begin(element: unknown, metadata: ElementMetadata): void {
    const outcome = this.#attempts.run(element, metadata);
    if (outcome instanceof Promise) {
      if (this.#isOrdered) void this.#callInOrder({ element, metadata, outcome: undefined }, outcome);
      else void this.#watch(this.#completeLater({ element, metadata }, outcome));
      return;
    }
    this.#check?.(element, outcome);
    if (this.#called.length > 0 || this.#isPassingOn) {
      this.#called.push({ element, metadata, outcome: { value: outcome } });
      return;
    }
    const work = this.#complete(element, outcome);
    if (work === undefined) return;
    if (this.#isOrdered) {
      this.#called.push({ element, metadata, outcome: { value: outcome } });
      void this.#passOn(work);
    } else void this.#watch(work);
  }

  async #callInOrder(called: Called, outcome: Promise<unknown>): Promise<void> {
    this.#called.push(called);
    this.#underWay++;
    try {
      const value = await outcome;
      this.#check?.(called.element, value);
      called.outcome = { value };
    } catch (error) {
      this.#fail(error);
    }
    this.#underWay--;
    if (this.#isPassingOn) this.#goOn();
    else await this.#passOn(undefined);
  }

  /**
   * Passes on what has come of the called elements, from the first on, up to one whose call is under way.
   *
   * @param work - what the first one waits for, when it is being passed on already
   */
  async #passOn(work: MaybePromise): Promise<void> {
    const { plan, registers } = this.#parts;
    this.#isPassingOn = true;
    try {
      for (let waiting = work; ; waiting = undefined) {
        const { first } = this.#called;
        if (first?.outcome === undefined) break;
        if (waiting === undefined) {
          plan.signal.throwIfAborted();
          registers.install(first.metadata);
          waiting = this.#complete(first.element, first.outcome.value);
        }
        if (waiting !== undefined) await waiting;
        this.#called.shift();
        // Now, and not after all of them: calls go on while others are passed on.
        this.#goOn();
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#isPassingOn = false;
    this.#goOn();
  }

  async #completeLater({ element, metadata }: Waiting, pending: Promise<unknown>): Promise<void> {
    const outcome = await pending;
    if (this.#failure !== undefined) return;
    this.#parts.plan.signal.throwIfAborted();
    this.#parts.registers.install(metadata);
    await this.#complete(element, outcome);
  }

  async #watch(work: Promise<void>): Promise<void> {
    this.#underWay++;
    try {
      await work;
    } catch (error) {
      this.#fail(error);
    }
    this.#underWay--;
    this.#goOn();
  }

  /** Calls the function for those in line, and tells whoever waits for room or the end. */
  #goOn(): void {
    try {
      while (this.#line.length > 0 && this.#hasRoom) {
        const { element, metadata } = this.#line.shift() as Waiting;
        this.#parts.plan.signal.throwIfAborted();
        this.#parts.registers.install(metadata);
        this.#begin(element, metadata);
      }
    } catch (error) {
      this.#fail(error);
    }
    if (this.#line.length === 0 && this.#hasRoom) {
      this.#room?.resolve(undefined);
      this.#room = undefined;
    }
    if (!this.#isIdle) return;
    this.#finished?.resolve(undefined);
    this.#over?.resolve(undefined);
    this.#finished = this.#over = undefined;
  }

  /** Nothing is called or passed on any more, and whoever waits is told. */
  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#line.clear();
    this.#called.clear();
    this.#room?.reject(error);
    this.#finished?.reject(error);
    this.#room = this.#finished = undefined;
  }
}
