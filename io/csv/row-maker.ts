import type { Row } from "../../sdk/index.ts";
import { CsvColumnError, CsvHeaderError } from "./csv-errors.ts";
import type { CsvPlan } from "./csv-plan.ts";
import { cellParser, type CellParser } from "./parse-cell.ts";
import type { Cell } from "./split-fields.ts";

/** Makes rows of the cells of records. */
export interface RowMaker {
  /** How many columns there are. */
  readonly width: number;
  /** @throws Mismatch when a cell is not of its field's type */
  readonly make: (cells: readonly Cell[]) => Row;
}

interface Column {
  readonly name: string;
  readonly index: number;
  readonly parse: CellParser;
}

/**
 * Returns what makes rows of files with these columns.
 *
 * @throws CsvHeaderError when the columns lack a field that rows must have, or have a name twice
 */
export function rowMaker(plan: CsvPlan, header: readonly string[], path: string): RowMaker {
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) throw new CsvHeaderError(path, { problem: `"${twice}" is there twice`, header });
  const columns = plan.rows === undefined ? textColumns(header) : typedColumns(plan, header, path);
  return {
    width: header.length,
    make(cells) {
      const row: Row = {};
      for (const { name, index, parse } of columns) {
        const value = parse(cells[index] as Cell);
        if (value !== undefined) row[name] = value;
      }
      return row;
    },
  };
}

function textColumns(header: readonly string[]): readonly Column[] {
  return header.map((name, index) => ({ name, index, parse: (cell) => cell ?? "" }));
}

function typedColumns({ parsers, rows }: CsvPlan, header: readonly string[], path: string): readonly Column[] {
  const columns: Column[] = [];
  for (const { name, type } of rows?.fields.fields ?? []) {
    const index = header.indexOf(name);
    const parse = parsers.get(name);
    if (index !== -1 && parse !== undefined) columns.push({ name, index, parse });
    // A column that is missing is one without values, where there may be none.
    else if (type.isOptional === true) continue;
    else if (type.isNullable) columns.push({ name, index: 0, parse: () => null });
    else throw new CsvHeaderError(path, { problem: `there is no "${name}"`, header });
  }
  return columns;
}

/**
 * Returns what reads the columns of a schema.
 *
 * @throws CsvColumnError when a field has no text, such as a row within the row
 */
export function cellParsers({ fields, isLenient }: NonNullable<CsvPlan["rows"]>): ReadonlyMap<string, CellParser> {
  return new Map(
    fields.fields.map(({ name, type }) => {
      const parse = cellParser(name, type, isLenient);
      if (parse !== undefined) return [name, parse];
      throw new CsvColumnError(`The field "${name}" is no column of a CSV file: it is of type ${type.kind}.`, [
        "leave it out of the schema, and make it of others afterwards",
        "write and read JSON lines, which have rows and arrays within rows:  readJsonLines(pattern, { schema })",
      ]);
    }),
  );
}
