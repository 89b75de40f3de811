// Schemas in TypeScript's words. `sdk/index.ts` exports this file as `schema`, so a program writes:
//
//   const play = schema.struct({ user: schema.string(), score: schema.int64(), at: schema.instant() });
//   type Play = schema.Infer<typeof play>;      // { user: string; score: number; at: Date }

export * from "./field-types.ts";
export * from "./logical-fields.ts";
export * from "./struct.ts";
export type { Infer } from "./schema.ts";
