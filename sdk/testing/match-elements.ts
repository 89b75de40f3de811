import { isDeepStrictEqual } from "node:util";
import { CoderError } from "../coders/coder-error.ts";
import { canonicalValueCoder } from "../coders/value-coder.ts";

/** How expected elements and those that are there fit together, as multisets. */
export interface ElementMatch {
  /** Expected elements that are not there. */
  readonly lacks: readonly unknown[];
  /** Where those are that nobody expects. */
  readonly beyond: readonly number[];
  /** The elements in the order of the expected ones that they match; others stand where some are lacking, and at the end. */
  readonly aligned: readonly unknown[];
}

/** What test libraries make of `expect.any(Number)`: it says itself what it equals. */
interface AsymmetricMatcher {
  asymmetricMatch(actual: unknown): boolean;
}

/**
 * Finds an element for each expected one, in any order. Values are compared deeply, by which NaN is NaN and -0 is not 0;
 * asymmetric matchers (`expect.any(Number)`) say themselves what they match, wherever they stand in an expected value.
 */
export function matchElements(expected: readonly unknown[], actual: readonly unknown[]): ElementMatch {
  const taken = matchByKey(expected, actual);
  matchOneByOne(expected, actual, taken);
  const used = new Set(taken);
  const beyond = actual.flatMap((_, at) => (used.has(at) ? [] : [at]));
  const others = beyond.values();
  const aligned = [...taken.map((at) => at ?? others.next().value), ...others].flatMap((at) =>
    at === undefined ? [] : [actual[at]],
  );
  return { lacks: expected.filter((_, i) => taken[i] === undefined), beyond, aligned };
}

/** For each expected element, where the one is that it was matched with. */
type Taken = (number | undefined)[];

/** Matches what the value coder can carry: equal values have one encoding, so that few must be compared. */
function matchByKey(expected: readonly unknown[], actual: readonly unknown[]): Taken {
  const buckets = new Map<unknown, number[]>();
  for (const [at, element] of actual.entries()) {
    const key = keyOf(element);
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [at]);
    else bucket.push(at);
  }
  return expected.map((element) => {
    const key = keyOf(element);
    const bucket = key === NO_KEY ? [] : (buckets.get(key) ?? []);
    const found = bucket.findLastIndex((at) => isDeepStrictEqual(actual[at], element));
    return found === -1 ? undefined : bucket.splice(found, 1)[0];
  });
}

const NO_KEY = Symbol("what the value coder can't carry");

function keyOf(element: unknown): unknown {
  try {
    return canonicalValueCoder.structuralValue(element);
  } catch (error) {
    if (error instanceof CoderError) return NO_KEY;
    throw error;
  }
}

/**
 * Matches the rest: instances of classes, functions, and what holds matchers. A matcher may fit several elements, so one
 * that is matched gives way to another that fits nothing else (augmenting paths).
 */
function matchOneByOne(expected: readonly unknown[], actual: readonly unknown[], taken: Taken): void {
  const free = new Set(actual.keys());
  for (const at of taken) if (at !== undefined) free.delete(at);
  const candidates = [...free];
  const owners = new Map<number, number>();
  const claim = (wanted: number, seen: Set<number>): boolean => {
    for (const at of candidates) {
      if (seen.has(at) || !equals(actual[at], expected[wanted])) continue;
      seen.add(at);
      const owner = owners.get(at);
      if (owner !== undefined && !claim(owner, seen)) continue;
      owners.set(at, wanted);
      taken[wanted] = at;
      return true;
    }
    return false;
  };
  for (const [i, element] of expected.entries()) {
    if (taken[i] === undefined && keyOf(element) === NO_KEY) claim(i, new Set());
  }
}

/** Says whether a value is what is expected, in which asymmetric matchers may stand. */
export function equals(actual: unknown, expected: unknown): boolean {
  if (isMatcher(expected)) return expected.asymmetricMatch(actual);
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) && actual.length === expected.length && expected.every((item, i) => equals(actual[i], item))
    );
  }
  if (!isPlain(expected) || !isPlain(actual)) return isDeepStrictEqual(actual, expected);
  const names = Object.keys(expected);
  return (
    names.length === Object.keys(actual).length &&
    names.every((name) => Object.hasOwn(actual, name) && equals(actual[name], expected[name]))
  );
}

function isMatcher(value: unknown): value is AsymmetricMatcher {
  return (
    typeof value === "object" &&
    value !== null &&
    "asymmetricMatch" in value &&
    typeof value.asymmetricMatch === "function"
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
