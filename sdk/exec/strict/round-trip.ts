import type { Coder } from "../../coders/coder.ts";
import { encodeBytes } from "../../coders/encode-bytes.ts";
import { WireReader } from "../../coders/wire-reader.ts";
import { WireWriter } from "../../coders/wire-writer.ts";
import type { StepFailures } from "../step-failures.ts";
import { coderTraits, type CoderTraits } from "./coder-traits.ts";
import { findLoss } from "./find-loss.ts";
import { freezeDeep } from "./freeze-deep.ts";
import { LossyCoderError, UnstableKeyError } from "./strict-errors.ts";
import type { Watch } from "./watch.ts";

/** A writer that has grown beyond this is not kept. */
const maxKeptBytes = 1 << 20;

/** What is known of the values of a collection, or of the keys or values of one of pairs. */
export interface RoundTripParts {
  readonly coder: Coder<unknown>;
  /** How the coder is used: with other bytes behind it or not. */
  readonly isNested: boolean;
  /** Whether they are keys, whose encodings must be the same each time. */
  readonly isKey: boolean;
  /** Whether nothing may change them: accumulators may be. */
  readonly isFrozen: boolean;
  /** Of the step that makes them. */
  readonly failures: StepFailures;
  readonly watch: Watch;
}

/** Encodes and decodes values by one coder, and sees to it that nothing is lost, and nobody changes them. */
export class RoundTrip {
  readonly coder: Coder<unknown>;
  readonly #parts: RoundTripParts;
  readonly #traits: CoderTraits;
  #writer = new WireWriter(1024);

  constructor(parts: RoundTripParts) {
    this.coder = parts.coder;
    this.#parts = parts;
    this.#traits = coderTraits(parts.coder);
  }

  /**
   * Returns what comes out of the coder, frozen.
   *
   * @throws UserFunctionError where the coder refuses it; LossyCoderError, UnstableKeyError
   */
  through(value: unknown): unknown {
    const { isFrozen, watch } = this.#parts;
    if (isFrozen && watch.isKnown(value, this.coder)) return value;
    const { coder } = this;
    const { isNested } = this.#parts;
    let writer = this.#writer;
    // A coder that runs a pipeline's step while it encodes would come here again.
    if (writer.position > 0) writer = new WireWriter(1024);
    let copy: unknown;
    try {
      coder.encode(value, writer, isNested);
      const reader = new WireReader(writer.viewFrom(0));
      copy = coder.decode(reader, isNested);
      reader.expectEnd();
      if (typeof value !== "object" || value === null) this.#checkPrimitive(value, copy);
      else this.#checkObject(value, copy, writer);
    } catch (cause) {
      // What was found wrong is the bundle's first failure by now, and stays what it is.
      throw this.#parts.failures.ofElement(cause, value);
    } finally {
      writer.truncate(0);
      if (writer.capacity > maxKeptBytes) this.#writer = new WireWriter(1024);
    }
    watch.know(copy, coder);
    return copy;
  }

  #checkPrimitive(value: unknown, copy: unknown): void {
    if (Object.is(value, copy)) return;
    // There is one zero for keys and integers, and another type is a loss that the walk finds.
    this.#checkLoss(value, copy);
  }

  #checkObject(value: object, copy: unknown, writer: WireWriter): void {
    const { isFrozen, isKey, watch, failures } = this.#parts;
    const isSealed = isFrozen && freezeDeep(copy);
    if (isFrozen) freezeDeep(value);
    if (isSealed && this.#traits.isExact) return;
    const length = writer.position;
    if (isKey) this.#checkKey(value, copy, writer.viewFrom(0));
    if (!this.#traits.isExact) this.#checkLoss(value, copy);
    this.coder.encode(copy, writer, this.#parts.isNested);
    const bytes = writer.viewFrom(0);
    if (!isSame(bytes.subarray(0, length), bytes.subarray(length)) && this.#isStable(copy)) {
      const { text } = this.#traits;
      throw failures.ofStep(
        (place) => new LossyCoderError(place, { coder: text, element: value, path: "", before: value, after: copy }),
      );
    }
    if (isSealed || !isFrozen) return;
    const encoded = new Uint8Array(bytes.subarray(0, length));
    watch.open(copy, this.coder);
    watch.follow({ value, coder: this.coder, encoded, isNested: this.#parts.isNested, failures });
  }

  #checkKey(key: object, copy: unknown, encoded: Uint8Array): void {
    const { isNested, failures } = this.#parts;
    if (!this.coder.isDeterministic) return;
    const when = !isSame(encoded, encodeBytes(this.coder, key, isNested))
      ? "each time"
      : !isSame(encoded, encodeBytes(this.coder, copy, isNested))
        ? "after it was decoded"
        : undefined;
    if (when !== undefined)
      throw failures.ofStep((place) => new UnstableKeyError(place, this.#traits.text, { key, when }));
  }

  #checkLoss(value: unknown, copy: unknown): void {
    // An accumulator is its CombineFn's own affair: what it holds only to be quicker need not travel.
    if (!this.#parts.isFrozen) return;
    // Elements that can be read only once were read by the coder.
    if (this.coder.kind === "iterable" && !Array.isArray(value)) return;
    const { isRow, text } = this.#traits;
    const loss = findLoss(value, copy, isRow);
    if (loss === undefined) return;
    throw this.#parts.failures.ofStep((place) => new LossyCoderError(place, { coder: text, element: value, ...loss }));
  }

  /** Whether a value has the same encoding twice. Where it has not, nothing can be told by it. */
  #isStable(value: unknown): boolean {
    const { isNested } = this.#parts;
    return isSame(encodeBytes(this.coder, value, isNested), encodeBytes(this.coder, value, isNested));
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
