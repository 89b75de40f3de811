import { inspect, isDeepStrictEqual } from "node:util";
import type { Coder } from "../coders/coder.ts";
import { encodeBytes } from "../coders/encode-bytes.ts";
import { WireReader } from "../coders/wire-reader.ts";
import { WireWriter } from "../coders/wire-writer.ts";
import { PurlinError } from "../values/purlin-error.ts";

/** How values are judged. */
export interface CoderLawsOptions<T> {
  /** Says whether two values are the same; deep equality, by which NaN is NaN and -0 is not 0, when left out. */
  readonly isSame?: (a: T, b: T) => boolean;
}

/** Thrown when a coder loses something, or does otherwise than runners rely on. */
export class CoderLawError extends PurlinError {
  constructor(claim: string, coder: { readonly kind: string }, facts: Readonly<Record<string, unknown>>) {
    const name = "name" in coder && typeof coder.name === "string" ? coder.name : coder.kind;
    super("CoderLawError", "PURLIN_CODER_LAW", {
      summary: `The coder "${name}" breaks a law: ${claim}.`,
      facts: Object.fromEntries(Object.entries(facts).map(([fact, value]) => [fact, show(value)])),
      remedies: ["see the contract of each function at Coder: other bytes may follow a nested value, and none another"],
    });
  }
}

/**
 * Checks that a coder gives back the values that it has written, alone and with others after them; that it knows where a
 * value ends; and, where it says that it is deterministic, that equal values have equal encodings and structural values.
 *
 * Feed it from a property test, or with values that are hard on the coder: empty ones, large ones, equal ones made anew.
 *
 * @param values - all of them are also written one after the other, and compared with each other
 * @throws CoderLawError that names the law, the value, and what has come of it
 *
 * @example
 * ```ts
 * it("is a lawful coder", () => {
 *   fc.assert(fc.property(fc.array(fc.record({ id: fc.integer() })), (orders) => checkCoderLaws(orderCoder, orders)));
 * });
 * ```
 */
export function checkCoderLaws<T>(
  coder: Coder<T>,
  values: readonly T[],
  { isSame = isDeepStrictEqual }: CoderLawsOptions<T> = {},
): void {
  const checker = new LawChecker(coder, isSame);
  for (const value of values) {
    checker.checkRoundTrip(value, false);
    checker.checkRoundTrip(value, true);
    checker.checkEnd(value);
    checker.checkStructure(value);
  }
  checker.checkSequence(values);
  if (coder.isDeterministic) checker.checkPairs(values);
}

/** The most values of which each is compared with each. */
const mostCompared = 100;

class LawChecker<T> {
  readonly #coder: Coder<T>;
  readonly #isSame: (a: T, b: T) => boolean;

  constructor(coder: Coder<T>, isSame: (a: T, b: T) => boolean) {
    this.#coder = coder;
    this.#isSame = isSame;
  }

  checkRoundTrip(value: T, isNested: boolean): void {
    const bytes = this.#encode(value, isNested);
    const { decoded, left } = this.#decode(bytes, isNested);
    const facts = { value, nested: isNested, bytes, decoded };
    this.#hold(left === 0, "reading a value takes all of its bytes", { ...facts, "bytes left": left });
    this.#hold(this.#isSame(value, decoded), "values come back as they were", facts);
    if (!this.#coder.isDeterministic) return;
    const again = this.#encode(value, isNested);
    this.#hold(isDeepStrictEqual(bytes, again), "a deterministic coder writes a value the same each time", {
      ...facts,
      again,
    });
    const copied = this.#encode(decoded, isNested);
    this.#hold(isDeepStrictEqual(bytes, copied), "a deterministic coder writes what it has read as it was written", {
      ...facts,
      again: copied,
    });
  }

  /** A nested value is followed by anything, and may be cut off where a stream breaks. */
  checkEnd(value: T): void {
    const bytes = this.#encode(value, true);
    for (const follower of [0x00, 0x01, 0x80, 0xff]) {
      const { decoded, left } = this.#decode(Uint8Array.of(...bytes, follower), true);
      const facts = { value, bytes, "followed by": follower, decoded };
      this.#hold(left === 1 && this.#isSame(value, decoded), "a nested value tells its own end", facts);
    }
    if (bytes.length === 0) return;
    const cut = bytes.subarray(0, -1);
    let decoded: unknown;
    try {
      ({ decoded } = this.#decode(cut, true));
    } catch {
      return;
    }
    this.#hold(false, "a nested value that is cut off is refused", { value, bytes: cut, decoded });
  }

  checkStructure(value: T): void {
    const structural = this.#coder.structuralValue(value);
    const isPrimitive = structural === null || (typeof structural !== "object" && typeof structural !== "function");
    this.#hold(isPrimitive, "structural values are primitives", { value, "structural value": structural });
  }

  /** Values one after the other, as in groups and on the wire. */
  checkSequence(values: readonly T[]): void {
    const writer = new WireWriter();
    for (const value of values) this.#coder.encode(value, writer, true);
    const reader = new WireReader(writer.copyFrom(0));
    for (const value of values) {
      const decoded = this.#coder.decode(reader, true);
      this.#hold(this.#isSame(value, decoded), "values come back that were written one after the other", {
        values,
        value,
        decoded,
      });
    }
  }

  checkPairs(values: readonly T[]): void {
    const seen = values.slice(0, mostCompared).map((value) => ({
      value,
      bytes: Buffer.from(this.#encode(value, false)).toString("latin1"),
      // A Set compares as the Map of a group does.
      structural: new Set([this.#coder.structuralValue(value)]),
    }));
    for (const [i, one] of seen.entries()) {
      for (const other of seen.slice(i + 1)) {
        const facts = { one: one.value, other: other.value };
        const isEncodedSame = one.bytes === other.bytes;
        const isGrouped = [...one.structural].every((structural) => other.structural.has(structural));
        const isSame = this.#isSame(one.value, other.value);
        this.#hold(!isSame || isEncodedSame, "a deterministic coder writes equal values the same", facts);
        this.#hold(isGrouped === isEncodedSame, "structural values are the same exactly when encodings are", {
          ...facts,
          "same structural value": isGrouped,
          "same encoding": isEncodedSame,
        });
      }
    }
  }

  #encode(value: T, isNested: boolean): Uint8Array {
    return encodeBytes(this.#coder, value, isNested);
  }

  #decode(bytes: Uint8Array, isNested: boolean): { readonly decoded: T; readonly left: number } {
    const reader = new WireReader(bytes);
    const decoded = this.#coder.decode(reader, isNested);
    return { decoded, left: reader.remaining };
  }

  #hold(holds: boolean, claim: string, facts: Readonly<Record<string, unknown>>): void {
    if (!holds) throw new CoderLawError(claim, this.#coder, facts);
  }
}

function show(value: unknown): string {
  if (value instanceof Uint8Array)
    return `${String(value.length)} bytes: ${Buffer.from(value.subarray(0, 40)).toString("hex")}`;
  return inspect(value, { depth: 4, breakLength: Infinity, maxArrayLength: 20, maxStringLength: 200 });
}
