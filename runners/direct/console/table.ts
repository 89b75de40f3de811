import { cut, displayWidth } from "./terminal-text.ts";

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Numbers are aligned right. */
  readonly align: "left" | "right";
}

const gap = "  ";
const leastNameWidth = 12;

/**
 * Returns the lines of a table with a title row. Where a row doesn't fit in `width`, its first column is cut, which is
 * the one of names.
 */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const all = [columns.map(({ title }) => title), ...rows].map((row) => row.map((cell) => cut(cell, Infinity)));
  const widths = columns.map((_, at) => Math.max(...all.map((row) => displayWidth(row[at] ?? ""))));
  const others = widths.slice(1).reduce((sum, each) => sum + gap.length + each, 0);
  widths[0] = Math.min(widths[0] ?? 0, Math.max(leastNameWidth, width - others));
  return all.map((row) => {
    const cells = columns.map(({ align }, at) => {
      const room = widths[at] ?? 0;
      const cell = at === 0 ? cut(row[at] ?? "", room) : (row[at] ?? "");
      const blank = " ".repeat(Math.max(0, room - displayWidth(cell)));
      return align === "left" ? cell + blank : blank + cell;
    });
    return cells.join(gap).trimEnd();
  });
}
