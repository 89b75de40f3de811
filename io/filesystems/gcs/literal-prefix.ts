/** Returns what all names begin with that a pattern of `parseGlob` stands for: what comes before its first wildcard. */
export function literalPrefix(pattern: string): string {
  const [beginning = ""] = /^(?:\\.|[^\\*?[{])*/s.exec(pattern) ?? [];
  return beginning.replace(/\\(.)/gs, "$1");
}
