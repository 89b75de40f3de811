import { describe, expect, it } from "vitest";
import * as schema from "./builders.ts";
import { SchemaError } from "./schema-error.ts";

const fields = { user: schema.string(), score: schema.nullable(schema.int64()) };

describe("schemas", () => {
  it("keep the order of their fields and say what each is", () => {
    const play = schema.struct(fields, { descriptions: { user: "who played" } });
    expect(
      play.fields.map(({ name, description, encodingPosition }) => ({ name, description, encodingPosition })),
    ).toEqual([
      { name: "user", description: "who played", encodingPosition: 0 },
      { name: "score", description: "", encodingPosition: 1 },
    ]);
    expect(play.fields[1]?.type).toEqual({ kind: "int64", isNullable: true });
    expect(play.hasEncodingPositions).toBe(false);
  });

  it("have ids that only depend on what they say", () => {
    const [a, b, c] = [
      schema.struct(fields),
      schema.struct({ ...fields }),
      schema.struct({ ...fields, more: schema.bytes() }),
    ];
    expect(a.id).toBe(b.id);
    expect(a.id).not.toBe(c.id);
    expect(a.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const arguments5 = schema.struct({ a: schema.varChar(5) });
    expect(arguments5.id).not.toBe(schema.struct({ a: schema.varChar(6) }).id);
  });

  it.each([
    { user: 0, score: 0 },
    { user: 1, score: 2 },
    { user: -1, score: 0 },
  ])("refuse the encoding positions $user and $score", (encodingPositions) => {
    expect(() => schema.struct(fields, { encodingPositions })).toThrow(SchemaError);
  });

  it.each([-1, 10, 1.5])("refuse timestamps of precision %d", (precision) => {
    expect(() => schema.timestamp(precision)).toThrow("a whole number from 0 to 9");
  });

  it("refuse a field that is called __proto__, which no plain object can hold", () => {
    expect(() => schema.struct({ ["__proto__"]: schema.string() })).toThrow('A field can\'t be called "__proto__".');
  });
});
