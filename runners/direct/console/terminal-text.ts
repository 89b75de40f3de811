const isPlain = /^[\u0020-\u007e]*$/;
const isWide =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\uff01-\uff60]/u;
let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): string[] {
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

const columnsOf = (grapheme: string): number => (isWide.test(grapheme) ? 2 : 1);

/** Returns how many columns of a terminal `text` takes, which has no control characters. */
export function displayWidth(text: string): number {
  if (isPlain.test(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + columnsOf(grapheme), 0);
}

/** Returns as many of the graphemes, in their order, as fit in `width` columns. */
function fitting(all: readonly string[], width: number): string[] {
  let used = 0;
  const end = all.findIndex((grapheme) => (used += columnsOf(grapheme)) > width);
  return all.slice(0, end < 0 ? all.length : end);
}

/**
 * Returns `text` on one line of at most `width` columns. What is cut out lies in the middle: of a long name, its
 * beginning says which part of the pipeline it is in, and its end which step it is.
 */
export function cut(text: string, width: number): string {
  const line = text.replaceAll(/\p{Cc}+/gu, " ");
  if (displayWidth(line) <= width) return line;
  if (width < 1) return "";
  const all = graphemes(line);
  const tail = fitting([...all].reverse(), Math.floor((width - 1) / 2)).reverse();
  const head = fitting(all, Math.ceil((width - 1) / 2));
  return [...head, "…", ...tail].join("");
}
