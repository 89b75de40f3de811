import picomatch from "picomatch";

/** Parentheses and a leading `!` are parts of names. (`noextglob` is missing from the types of `scan`, which takes it.) */
const plainGlobs = { noextglob: true, noparen: true, nonegate: true };

/** A pattern of paths, taken apart. */
export interface Glob {
  /** The folder in which the search begins, without wildcards: `""` is the working directory. */
  readonly base: string;
  /** Says whether a path, relative to `base`, is that of a matching file. */
  isMatch(path: string): boolean;
  /** Says whether a folder, relative to `base`, may hold matching files at any depth. */
  mayHold(folder: string): boolean;
  /** Says whether a folder lies where `**` stands: there, linked folders are not searched, as they may be circular. */
  isBelowGlobstar(folder: string): boolean;
}

/**
 * Takes a pattern apart. `*` and `?` stand for any characters of a name, `**` for any folders, `[a-z]` and `[!a-z]` for
 * one character, `{a,b}` and `{01..12}` for alternatives; `\` before one of these takes it literally. Names that begin
 * with a dot match only a pattern that has the dot. A name that is the pattern, letter by letter, matches it too.
 *
 * @returns the pattern's parts, or the plain path when there are no wildcards
 */
export function parseGlob(pattern: string): Glob | string {
  const { base, glob, isGlob } = picomatch.scan(pattern, plainGlobs);
  if (!isGlob) return unescape(pattern);
  const normal = normalise(glob);
  const segments = leadingSegments(normal);
  const prefixes = segments.map((_, depth) => matcher(segments.slice(0, depth + 1).join("/")));
  const isFixedDepth = !normal.includes("**");
  const depthLimit = isFixedDepth ? normal.split("/").length : Infinity;
  const namesDots = /(^|[/{,])\\?\./.test(normal);
  return {
    base: base === "" && pattern.startsWith("/") ? "/" : unescape(base),
    isMatch: matcher(normal),
    mayHold: (folder) => {
      const names = folder.split("/");
      if (names.length >= depthLimit || (!namesDots && names.some((name) => name.startsWith(".")))) return false;
      const isPrefix = prefixes[Math.min(names.length, prefixes.length) - 1];
      return isPrefix?.(names.slice(0, prefixes.length).join("/")) ?? true;
    },
    isBelowGlobstar: (folder) => !isFixedDepth && folder.split("/").length > segments.length,
  };
}

function matcher(glob: string): (path: string) => boolean {
  const isMatch = picomatch(glob, { ...plainGlobs, expandRange });
  return (path) => isMatch(path);
}

// picomatch takes parentheses as those of a regular expression, but in names they are characters; and it knows only ^.
function normalise(glob: string): string {
  return glob.replace(/\\.|[()]|\[!/gs, (found) => (found === "[!" ? "[^" : found.length === 1 ? `\\${found}` : found));
}

function unescape(path: string): string {
  return path.replace(/\\(.)/gs, "$1");
}

/** The segments before the first `**`, or before one whose braces hold a slash: a folder can be held against these. */
function leadingSegments(glob: string): readonly string[] {
  const segments = glob.split("/").slice(0, -1);
  const end = segments.findIndex((segment) => segment.includes("**") || !hasClosedBraces(segment));
  return end === -1 ? segments : segments.slice(0, end);
}

function hasClosedBraces(segment: string): boolean {
  const plain = segment.replace(/\\./gs, "");
  return plain.split("{").length === plain.split("}").length;
}

const LONGEST_RANGE = 10_000;

/** Turns the inside of `{01..12}` into alternatives; zeros in front of a number tell its width. */
function expandRange(...bounds: unknown[]): string {
  const [first = "", last = "", step = "1"] = bounds.filter((bound) => typeof bound === "string");
  const [from, to, by] = [Number(first), Number(last), Math.abs(Number(step))];
  if (![from, to, by].every(Number.isSafeInteger) || by === 0 || Math.abs(to - from) / by > LONGEST_RANGE) {
    return `[${first}-${last}]`;
  }
  const width = [first, last].some((bound) => /^-?0\d/.test(bound)) ? Math.max(first.length, last.length) : 0;
  const count = Math.floor(Math.abs(to - from) / by) + 1;
  const numbers = Array.from({ length: count }, (_, i) =>
    String(from + Math.sign(to - from) * i * by).padStart(width, "0"),
  );
  return `(?:${numbers.join("|")})`;
}
