import type { Coder } from "../../coders/coder.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import { isPair } from "../../values/pair.ts";
import type { StepFailures } from "../step-failures.ts";
import type { PairReceiver, Receiver } from "../unit.ts";
import { RoundTrip } from "./round-trip.ts";
import { Watch } from "./watch.ts";

/** What takes the elements of a collection, as they are or as the parts of pairs. */
export interface Receivers {
  readonly receive: Receiver;
  readonly receivePair: PairReceiver;
}

/** A collection, as strict mode sees it. */
export interface StrictCollection {
  readonly coder: Coder<unknown>;
  /** Whether the values of its pairs are accumulators: those may be changed. */
  readonly hasAccumulators: boolean;
  /** Whether it comes from other stages, by which it went through its coder already. */
  readonly isInput: boolean;
  /** Of the step that makes it. */
  readonly failures: StepFailures;
}

/**
 * Stands between the steps of a plan, and shows what would go wrong where they run apart:
 *
 *     Parse --> [encode, decode, compare, freeze] --> Format
 *
 * A collection's receiver is put behind a round trip through its coder (`between`), and the functions of steps are called
 * with a look at what they were given before and after (`guard-functions.ts`).
 */
export class StrictMode {
  readonly watch: Watch = new Watch();

  /** Returns what takes the elements of a collection before those that receive them. */
  between(collection: StrictCollection, { receive, receivePair }: Receivers): Receivers {
    const { coder } = collection;
    const [keyCoder, valueCoder] = coder.kind === "kv" ? coder.components : [];
    const whole = this.#roundTrip(collection, coder, { isFrozen: !collection.hasAccumulators });
    if (keyCoder === undefined || valueCoder === undefined) {
      const through: Receiver = (value) => receive(whole.through(value));
      return { receive: through, receivePair: (key, value) => through([key, value]) };
    }
    const keys = this.#roundTrip(collection, keyCoder, { isFrozen: true, isNested: true, isKey: true });
    const values = this.#roundTrip(collection, valueCoder, { isFrozen: !collection.hasAccumulators });
    const valueThrough = (value: unknown): unknown =>
      collection.isInput && isStored(value) ? value : values.through(value);
    const throughPair: PairReceiver = (key, value) => receivePair(keys.through(key), valueThrough(value));
    return {
      receivePair: throughPair,
      receive: (element): MaybePromise => {
        if (!isPair(element)) return receive(whole.through(element));
        if (this.watch.isKnown(element, coder)) return receive(element);
        Object.freeze(element);
        const pair: readonly unknown[] = Object.freeze([keys.through(element[0]), valueThrough(element[1])]);
        this.watch.know(pair, coder);
        if (pair.some((part) => this.watch.isOpen(part))) this.watch.open(pair, coder);
        return receive(pair);
      },
    };
  }

  #roundTrip(
    { failures }: StrictCollection,
    coder: Coder<unknown>,
    { isFrozen, isNested = false, isKey = false }: { isFrozen: boolean; isNested?: boolean; isKey?: boolean },
  ): RoundTrip {
    return new RoundTrip({ coder, isNested, isKey, isFrozen, failures, watch: this.watch });
  }
}

/** Whether the values of a group lie on disk: they have been through their coder, and may be more than memory holds. */
function isStored(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Symbol.iterator in value;
}
