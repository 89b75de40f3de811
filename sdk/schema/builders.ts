// Schemas in TypeScript's words. `sdk/index.ts` exports this file as `schema`, so a program writes:
//
//   const play = schema.struct({ user: schema.string(), score: schema.int64(), at: schema.instant() });
//   type Play = schema.Infer<typeof play>;      // { user: string; score: number; at: Date }

export {
  byte,
  int16,
  int32,
  int64,
  float,
  double,
  string,
  boolean,
  bytes,
  array,
  iterable,
  map,
  record,
  row,
  nullable,
  optional,
} from "./field-types.ts";
export {
  instant,
  microsInstant,
  timestamp,
  decimal,
  fixedChar,
  varChar,
  fixedBytes,
  varBytes,
} from "./logical-fields.ts";
export { struct, type StructOptions, type StructRow } from "./struct.ts";
export { from, type FromOptions, type SchemaSide } from "./from-standard.ts";
export type { Infer } from "./schema.ts";
