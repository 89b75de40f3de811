import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { SchemaSchema } from "../model/gen/org/apache/beam/model/pipeline/v1/schema_pb.ts";
import * as schema from "../schema/builders.ts";
import type { Schema } from "../schema/schema.ts";
import { schemaFromProto, schemaToProto } from "../translate/schema.ts";
import { decodeBytes, encodeBytes } from "./encode-bytes.ts";
import { rowCoder } from "./row-coder.ts";

const rows = schema.struct({
  id: schema.int64(),
  note: schema.optional(schema.string()),
  both: schema.optional(schema.nullable(schema.string())),
  counts: schema.record(schema.nullable(schema.int64())),
});

// A worker reads its coders from the proto.
const overTheWire = schemaFromProto(fromBinary(SchemaSchema, toBinary(SchemaSchema, schemaToProto(rows as Schema))));

describe.each([
  { name: "the row coder", coder: rowCoder(rows) },
  { name: "the row coder of a schema that was sent", coder: rowCoder<object>(overTheWire) },
])("$name", ({ coder }) => {
  it("leaves out what is optional and null, and gives records as plain objects", () => {
    const row = { id: 1, both: null, counts: { a: 1, ["__proto__"]: null } };
    const read = decodeBytes(coder, encodeBytes(coder as never, row)) as { counts: object };
    expect(read).toEqual(row);
    expect(Object.keys(read)).toEqual(["id", "both", "counts"]);
    expect(Object.keys(read.counts)).toEqual(["a", "__proto__"]);
  });

  it("keeps what is optional and there", () => {
    const row = { id: 1, note: "", both: "x", counts: {} };
    expect(decodeBytes(coder, encodeBytes(coder as never, row))).toEqual(row);
  });

  it.each([
    { counts: new Map([["a", 1]]), message: "A record field takes a plain object; got Map." },
    { counts: [1], message: "A record field takes a plain object; got array." },
    { counts: 5, message: "A record field takes a plain object; got number." },
  ])("refuses a record that is none: $message", ({ counts, message }) => {
    expect(() => encodeBytes(coder as never, { id: 1, counts })).toThrow(message);
  });
});
