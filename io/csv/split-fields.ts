/** The characters that structure a record. */
export interface CsvMarks {
  readonly delimiter: string;
  readonly quote: string;
}

/** A field's text; null for one that is empty and not quoted. */
export type Cell = string | null;

/** What is wrong with a record, if anything. */
export type SplitProblem = string | undefined;

/**
 * Cuts a record without quotes into its fields, into `cells`, whose former content is lost.
 *
 * @returns how many there are
 */
export function splitPlain(record: string, delimiter: string, cells: Cell[]): number {
  let count = 0;
  let from = 0;
  for (let at = record.indexOf(delimiter); at !== -1; at = record.indexOf(delimiter, from)) {
    cells[count++] = at === from ? null : record.substring(from, at);
    from = at + 1;
  }
  cells[count++] = from === record.length ? null : record.substring(from);
  cells.length = count;
  return count;
}

/**
 * Cuts a record in which fields may be quoted into `cells`: within quotes, two are one and everything else stands for
 * itself. Returns what is wrong with it.
 *
 * Source: RFC 4180, with a quote within a field that doesn't begin with one refused.
 */
export function splitQuoted(record: string, { delimiter, quote }: CsvMarks, cells: Cell[]): SplitProblem {
  let count = 0;
  let from = 0;
  for (;;) {
    if (record[from] === quote) {
      const end = endOfQuoted(record, from, quote);
      if (end === -1) return "a quoted field has no end";
      const text = record.substring(from + 1, end);
      cells[count++] = text.includes(quote) ? text.replaceAll(quote + quote, quote) : text;
      from = end + 1;
      if (from < record.length && record[from] !== delimiter) return "text follows the end of a quoted field";
    } else {
      const next = record.indexOf(delimiter, from);
      const end = next === -1 ? record.length : next;
      const text = record.substring(from, end);
      if (text.includes(quote)) return "a quote stands within a field that is not quoted";
      cells[count++] = text === "" ? null : text;
      from = end;
    }
    if (from >= record.length) break;
    from++;
    // A delimiter at the end is followed by an empty field.
    if (from === record.length) {
      cells[count++] = null;
      break;
    }
  }
  cells.length = count;
  return undefined;
}

/** The place of the quote that ends a field; -1 where there is none. */
function endOfQuoted(record: string, start: number, quote: string): number {
  for (let at = record.indexOf(quote, start + 1); at !== -1; at = record.indexOf(quote, at + 2)) {
    if (record[at + 1] !== quote) return at;
  }
  return -1;
}

/** Says whether a text has an odd number of quotes: then a quoted field goes on in the next line. */
export function hasOpenQuote(text: string, quote: string): boolean {
  let isOpen = false;
  for (let at = text.indexOf(quote); at !== -1; at = text.indexOf(quote, at + 1)) isOpen = !isOpen;
  return isOpen;
}
