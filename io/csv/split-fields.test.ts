import { describe, expect, it } from "vitest";
import { splitPlain, splitQuoted, type Cell } from "./split-fields.ts";

const marks = { delimiter: ",", quote: '"' };

function split(record: string): readonly Cell[] | string {
  const cells: Cell[] = ["left over"];
  return splitQuoted(record, marks, cells) ?? cells;
}

describe("a record", () => {
  // The rules are those of RFC 4180, section 2, by their numbers.
  it.each<{ rule: string; record: string; fields: readonly Cell[] }>([
    { rule: "4: fields are separated by commas", record: "aaa,bbb,ccc", fields: ["aaa", "bbb", "ccc"] },
    { rule: "4: spaces are part of a field", record: " a , b ", fields: [" a ", " b "] },
    { rule: "4: the last field may be empty", record: "a,", fields: ["a", null] },
    { rule: "4: all fields may be empty", record: ",,", fields: [null, null, null] },
    { rule: "5: fields may be quoted", record: '"aaa","bbb",ccc', fields: ["aaa", "bbb", "ccc"] },
    { rule: "5: a quoted field may be empty, and is not nothing", record: '"",a,', fields: ["", "a", null] },
    { rule: "6: line ends may be quoted", record: '"aaa","b\r\nbb","c\nc"', fields: ["aaa", "b\r\nbb", "c\nc"] },
    { rule: "6: commas may be quoted", record: '"a,b",","', fields: ["a,b", ","] },
    { rule: "7: two quotes are one", record: '"aaa","b""bb","""",""""""', fields: ["aaa", 'b"bb', '"', '""'] },
    { rule: "it may be of one field", record: "a", fields: ["a"] },
    { rule: "it may be of one quoted field", record: '"a"', fields: ["a"] },
    { rule: "its last field may be empty behind a quoted one", record: '"a",', fields: ["a", null] },
  ])("follows rule $rule", ({ record, fields }) => {
    expect(split(record)).toEqual(fields);
    if (record.includes('"')) return;
    const cells: Cell[] = ["left", "over", "from", "before"];
    expect(splitPlain(record, ",", cells)).toBe(fields.length);
    expect(cells).toEqual(fields);
  });

  it.each([
    { record: '"abc', problem: "a quoted field has no end" },
    { record: '"a"b,c', problem: "text follows the end of a quoted field" },
    { record: 'a"b",c', problem: "a quote stands within a field that is not quoted" },
    { record: ' "a"', problem: "a quote stands within a field that is not quoted" },
  ])("is refused as $record: $problem", ({ record, problem }) => {
    expect(split(record)).toBe(problem);
  });
});
