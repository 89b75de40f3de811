import { renderTable } from "../direct/console/table.ts";

/** Prints data for other programs. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

/** Prints rows under their titles. */
export function printTable(titles: readonly string[], rows: readonly (readonly string[])[]): void {
  for (const line of tableLines(titles, rows)) console.log(line);
}

/** Returns rows under their titles as lines: as wide as the terminal, or as they are where there is none. */
function tableLines(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const columns = titles.map((title) => ({ title, align: "left" as const }));
  return renderTable(columns, rows, process.stdout.isTTY ? process.stdout.columns : Infinity);
}
