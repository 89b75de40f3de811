import type { Element, PCollection } from "../sdk/index.ts";
import type { NamedGroups } from "./named-groups.ts";

/**
 * Returns the elements in which `pattern` occurs.
 *
 * @example
 * ```ts
 * const errors = lines.apply(matching(/\berror\b/i));
 * ```
 */
export function matching(pattern: RegExp | string): (input: PCollection<string>) => PCollection<string> {
  const regex = regexOf(pattern);
  return function matching(input: PCollection<string>): PCollection<string> {
    return input.filter("Match", (text) => regex.test(text));
  };
}

/**
 * Returns all that `pattern` matches in the elements: the matched texts.
 *
 * @example
 * ```ts
 * const words = lines.apply(findAll(/[\p{L}']+/u));
 * ```
 */
export function findAll(pattern: RegExp | string): (input: PCollection<string>) => PCollection<string> {
  const regex = regexOf(pattern, "g");
  return function findAll(input: PCollection<string>): PCollection<string> {
    return input.flatMap("Find", (text) => text.match(regex) ?? []);
  };
}

/**
 * Returns the named groups of the first match in each element that has one; elements without are dropped. The groups are
 * typed by their names where `pattern` is a string that the compiler knows.
 *
 * @example
 * ```ts
 * const requests = lines.apply(extract("(?<method>\\w+) (?<path>\\S+)"));    // PCollection<{ method: string; path: string }>
 * ```
 */
export function extract<const Pattern extends RegExp | string>(
  pattern: Pattern,
): (input: PCollection<string>) => PCollection<NamedGroups<Pattern>> {
  const regex = regexOf(pattern);
  return function extract(input: PCollection<string>): PCollection<NamedGroups<Pattern>> {
    return input.flatMap("Extract", (text) => {
      const match = regex.exec(text);
      // A copy: the object of the match has no prototype. The type is what the pattern says.
      return match === null ? [] : [{ ...match.groups } as NamedGroups<Pattern> & Element];
    });
  };
}

/**
 * Returns each element with all matches of `pattern` replaced, as `String.replaceAll` does.
 *
 * @example
 * ```ts
 * const masked = lines.apply(replaceAll(/\d{4}-\d{4}-\d{4}/, "####"));
 * const doubled = lines.apply(replaceAll(/\d+/, (digits) => String(2 * Number(digits))));
 * ```
 */
export function replaceAll(
  pattern: RegExp | string,
  replacement: string | ((match: string, ...groups: string[]) => string),
): (input: PCollection<string>) => PCollection<string> {
  const regex = regexOf(pattern, "g");
  return function replaceAll(input: PCollection<string>): PCollection<string> {
    return input.map("Replace", (text) =>
      typeof replacement === "string" ? text.replace(regex, replacement) : text.replace(regex, replacement),
    );
  };
}

/**
 * Returns the parts of each element between the matches of `pattern`, and what its groups capture of these, as
 * `String.split` does. Empty parts are dropped.
 *
 * @example
 * ```ts
 * const fields = lines.apply(split(/\s*,\s*|\s+/));
 * ```
 */
export function split(pattern: RegExp | string): (input: PCollection<string>) => PCollection<string> {
  const regex = regexOf(pattern);
  return function split(input: PCollection<string>): PCollection<string> {
    return input.flatMap("Split", (text) => text.split(regex).filter(isThere));
  };
}

// A group that has no part in a match captures undefined, which the type of String.split leaves out.
function isThere(part: string | undefined): part is string {
  return part !== undefined && part !== "";
}

/** Returns a regular expression of its own, whose `lastIndex` is nobody else's, and which is global where it has to be. */
function regexOf(pattern: RegExp | string, global: "g" | "" = ""): RegExp {
  const { source, flags } = typeof pattern === "string" ? { source: pattern, flags: "u" } : pattern;
  return new RegExp(source, flags.replaceAll(/[gy]/g, "") + global);
}
