import { describe, expect, it } from "vitest";
import { stringUtf8Coder } from "../coders/string-utf8-coder.ts";
import { varintCoder } from "../coders/varint-coder.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import { FunctionTable } from "./function-table.ts";

const fn = { kind: "map", fn: (element: unknown): unknown => element } as const;

describe("a table of functions", () => {
  it("gives a function back under its id", () => {
    const table = new FunctionTable();
    const other = { ...fn };
    const [first, second] = [table.add("parDo", fn, "A"), table.add("parDo", other, "B")];
    expect(table.get("parDo", first)).toBe(fn);
    expect(table.get("parDo", second)).toBe(other);
  });

  it("gives a function that is added twice two ids, since each step has its own", () => {
    const table = new FunctionTable();
    expect(table.add("parDo", fn, "A")).not.toBe(table.add("parDo", fn, "A"));
  });

  it("keeps what is shared once", () => {
    const table = new FunctionTable();
    const id = table.intern("coder", varintCoder, "varint");
    expect(table.intern("coder", varintCoder, "another hint")).toBe(id);
    expect(table.intern("coder", stringUtf8Coder, "utf8")).not.toBe(id);
    expect(table.get("coder", id)).toBe(varintCoder);
  });

  it("makes ids of the order of registration and the step's name", () => {
    const table = new FunctionTable();
    expect([table.add("parDo", fn, "Words/Split"), table.intern("coder", varintCoder, "varint")]).toEqual([
      "0:parDo:Words/Split",
      "1:coder:varint",
    ]);
  });

  it.each([
    { name: "nobody has registered", id: "7:parDo:Map" },
    { name: "is another kind's", id: "0:coder:varint" },
    { name: "looks like a property of all objects", id: "__proto__" },
  ])("refuses an id that $name", ({ id }) => {
    const table = new FunctionTable();
    table.add("coder", varintCoder, "varint");
    expect(() => table.get("parDo", id)).toThrow(
      `No function of kind parDo has the id "${id}" in this program: the graph was built by another program or version.`,
    );
  });
});

describe("the ids of a pipeline's functions", () => {
  it("are the same for the same program, and tell the steps by their full names", () => {
    const build = (): (string | undefined)[] => {
      const p = Pipeline.create();
      p.create(["a"])
        .map((word) => word)
        .map((word) => word)
        .apply("Clean", (words) => words.filter(Boolean));
      return p
        .graph()
        .roots.flatMap(({ spec, children }) =>
          [spec, ...children.map((child) => child.spec)].flatMap((s) => (s.kind === "parDo" ? [s.functionId] : [])),
        );
    };
    expect(build()).toEqual(["0:parDo:Create/Elements", "1:parDo:Map", "2:parDo:Map2", "3:parDo:Clean/Filter"]);
    expect(build()).toEqual(build());
  });
});
