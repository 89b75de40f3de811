import type { Coder } from "../../coders/coder.ts";
import { decodeBytes, encodeBytes } from "../../coders/encode-bytes.ts";
import type { StepFailures } from "../step-failures.ts";
import { describeElement } from "../describe-element.ts";
import { MutatedElementError } from "./strict-errors.ts";

/** Something that was emitted, and could be changed afterwards. */
export interface Followed {
  readonly value: unknown;
  readonly coder: Coder<unknown>;
  readonly isNested: boolean;
  /** Its encoding when it was emitted. */
  readonly encoded: Uint8Array;
  /** Of the step that has emitted it. */
  readonly failures: StepFailures;
}

/** A value with its encoding before a call. */
export interface Before {
  readonly value: object;
  readonly coder: Coder<unknown>;
  readonly encoded: Uint8Array;
}

/** How many of those that were emitted last are followed. */
const maxFollowed = 256;

/** Remembers, for the steps of a plan, what could be changed by them and must not be. */
export class Watch {
  // Those that can't be frozen, with the coders that they can be compared by.
  readonly #open = new WeakMap<object, Coder<unknown>>();
  #hasOpen = false;
  readonly #followed: Followed[] = [];
  #oldest = 0;
  // The last two that have come out of a coder: a step that passes its input on passes on one of them.
  #known: unknown = nothing;
  #knownCoder: Coder<unknown> | undefined;
  #knownBefore: unknown = nothing;
  #knownBeforeCoder: Coder<unknown> | undefined;

  /** Says whether a value has just come out of a coder: it need not go through it again. */
  isKnown(value: unknown, coder: Coder<unknown>): boolean {
    return (
      (this.#knownCoder === coder && Object.is(this.#known, value)) ||
      (this.#knownBeforeCoder === coder && Object.is(this.#knownBefore, value))
    );
  }

  /** Notes that a value has come out of a coder. */
  know(value: unknown, coder: Coder<unknown>): void {
    this.#knownBefore = this.#known;
    this.#knownBeforeCoder = this.#knownCoder;
    this.#known = value;
    this.#knownCoder = coder;
  }

  /** Notes that a value that is handed to steps can be changed. */
  open(value: unknown, coder: Coder<unknown>): void {
    if (typeof value !== "object" || value === null) return;
    this.#hasOpen = true;
    this.#open.set(value, coder);
  }

  /** Says whether a value that was handed to steps can be changed. */
  isOpen(value: unknown): boolean {
    return this.#hasOpen && typeof value === "object" && value !== null && this.#open.has(value);
  }

  /** Returns what to compare a value with after a call; undefined where it can't be changed. */
  before(value: unknown): Before | undefined {
    if (!this.#hasOpen || typeof value !== "object" || value === null) return undefined;
    const coder = this.#open.get(value);
    return coder && { value, coder, encoded: encodeBytes(coder, value) };
  }

  /** Looks at what was emitted again when others have been, and at the end of the bundle. */
  follow(emitted: Followed): void {
    const oldest = this.#followed[this.#oldest];
    this.#followed[this.#oldest] = emitted;
    this.#oldest = (this.#oldest + 1) % maxFollowed;
    if (oldest !== undefined) check(oldest);
  }

  /** Looks at all that was emitted and is still followed. */
  endBundle(): void {
    const followed = this.#followed.splice(0);
    this.#oldest = 0;
    followed.forEach(check);
  }
}

/** What no element is. */
const nothing = Symbol("nothing");

function check({ value, coder, isNested, encoded, failures }: Followed): void {
  const now = encodeBytes(coder, value, isNested);
  if (Buffer.compare(now, encoded) === 0) return;
  // An encoding that is another one each time tells nothing.
  if (Buffer.compare(now, encodeBytes(coder, value, isNested)) !== 0) return;
  const before = decodeBytes(coder, encoded, isNested);
  throw failures.ofStep(
    (place) =>
      new MutatedElementError(place, "changed an element after it had emitted it", {
        facts: { "element before": describeElement(before), "element after": describeElement(value) },
      }),
  );
}
