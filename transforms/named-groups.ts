/** What is inside of `(?<` and `>` in a pattern; not what looks behind, which begins with `(?<=` or `(?<!`. */
type NamesIn<Pattern extends string> = Pattern extends `${string}(?<${infer Rest}`
  ? Rest extends `=${infer After}` | `!${infer After}`
    ? NamesIn<After>
    : Rest extends `${infer Name}>${infer After}`
      ? Name | NamesIn<After>
      : never
  : never;

/** Patterns in which a group may have no part in a match: with alternatives, or with groups that need not occur. */
type Optional = `${string}|${string}` | `${string})?${string}` | `${string})*${string}` | `${string}){0${string}`;

/**
 * The named groups of a regular expression: by name where the pattern is a literal string, since the compiler doesn't look
 * into RegExp literals. Where a group may have no part in a match, its text may be undefined.
 */
export type NamedGroups<Pattern extends string | RegExp> = Pattern extends RegExp
  ? Readonly<Record<string, string | undefined>>
  : Pattern extends string
    ? string extends Pattern
      ? Readonly<Record<string, string | undefined>>
      : // eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- a pattern may name no group
        Readonly<Record<NamesIn<Pattern>, Pattern extends Optional ? string | undefined : string>>
    : never;
