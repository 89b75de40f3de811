import { describe, expectTypeOf, it } from "vitest";
import {
  configuration,
  external,
  Pipeline,
  rowCoder,
  schema,
  stringUtf8Coder,
  varintCoder,
  type PCollection,
} from "../index.ts";

const p = Pipeline.create();
const place = { urn: "test:it:v1", expansionService: "localhost:8097" };

describe("a transform of another SDK", () => {
  it("gives a PCollection of what the coder of its only output reads", () => {
    expectTypeOf(p.apply(external({ ...place, output: stringUtf8Coder }))).toEqualTypeOf<PCollection<string>>();
    const row = schema.struct({ text: schema.string(), length: schema.int64() });
    const rows = p.create([1]).apply("Rows", external({ ...place, output: rowCoder(row) }));
    expectTypeOf(rows).toExtend<PCollection<{ text: string; length: number }>>();
  });

  it("gives an object of PCollections where it has several outputs", () => {
    const numbers = p.create([1]);
    const { good, bad } = external({ ...place, outputs: { good: stringUtf8Coder, bad: varintCoder } })({
      left: numbers,
      right: numbers,
    });
    expectTypeOf(good).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(bad).toEqualTypeOf<PCollection<number>>();
  });

  it("takes a URN or the identifier of a schema transform, not both", () => {
    const taken = configuration(schema.struct({ topic: schema.string() }), { topic: "orders" });
    const { expansionService } = place;
    external({ schemaTransform: "test:schema:v1", configuration: taken, expansionService, output: stringUtf8Coder });
    // @ts-expect-error -- it is one of the two
    external({ ...place, schemaTransform: "test:schema:v1", configuration: taken, output: stringUtf8Coder });
  });

  it("has a configuration whose values are of its schema", () => {
    // @ts-expect-error -- a topic is a string
    configuration(schema.struct({ topic: schema.string() }), { topic: 1 });
  });
});
