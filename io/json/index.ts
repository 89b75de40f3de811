// Files of JSON lines: reading values that a schema types, and writing values.

export type { BadRow } from "../records/bad-row.ts";
export { BadRowError } from "../records/bad-row.ts";
export type { BadRowOptions, ReadRows } from "../records/read-records.ts";
export type { RowOf, RowSchema } from "../records/row-plan.ts";
export { JsonValueError } from "./json-value.ts";
export { readJsonLines, type JsonRow, type ReadJsonLinesOptions } from "./read-json-lines.ts";
export { writeJsonLines, type WriteJsonLinesOptions } from "./write-json-lines.ts";
