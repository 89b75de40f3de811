import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { rowCoder, type RowCoder } from "../../coders/row-coder.ts";
import { SchemaSchema } from "../../model/gen/org/apache/beam/model/pipeline/v1/schema_pb.ts";
import { urns } from "../../model/urns.ts";
import type { Row } from "../../schema/schema.ts";
import { schemaFromProto, schemaToProto } from "../schema.ts";
import type { CoderEntry } from "./coder-entry.ts";

/** The coders of rows: their payload is the schema. */
export const rowCoders: CoderEntry = {
  kind: "row",
  urn: urns.coders.row,
  arity: 0,
  read: ({ payload }) => rowCoder(schemaFromProto(fromBinary(SchemaSchema, payload))),
  // Its kind says that it is one.
  payloadOf: (coder) => toBinary(SchemaSchema, schemaToProto((coder as RowCoder<Row>).schema)),
};
