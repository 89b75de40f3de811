import { distance } from "fastest-levenshtein";

/** A word without what people get wrong though they mean it: case and separators. */
const plain = (word: string): string => word.toLowerCase().replaceAll(/[-_ ]/g, "");

/**
 * Returns the candidate that was most likely meant by a misspelt word, or undefined when none comes near: at most two of
 * five letters are wrong.
 *
 * @example
 * ```ts
 * closest("out-put", ["input", "output"]);    // "output"
 * ```
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const wrong = distance(plain(word), plain(candidate));
    const allowed = Math.max(1, Math.floor(Math.max(word.length, candidate.length) * 0.4));
    if (wrong < least && wrong <= allowed) {
      best = candidate;
      least = wrong;
    }
  }
  return best;
}
