import { jsonCoder } from "../../coders/json-coder.ts";
import { canonicalValueCoder, valueCoder } from "../../coders/value-coder.ts";
import { purlinUrns } from "../purlin-urns.ts";
import type { CoderEntry } from "./coder-entry.ts";

/** The coders that only a Purlin worker knows: to runners they are bytes. */
export const ownCoders: readonly CoderEntry[] = [
  { kind: valueCoder.kind, urn: purlinUrns.valueCoder, arity: 0, read: () => valueCoder },
  { kind: canonicalValueCoder.kind, urn: purlinUrns.canonicalValueCoder, arity: 0, read: () => canonicalValueCoder },
  { kind: "json", urn: purlinUrns.jsonCoder, arity: 0, read: () => jsonCoder() },
];

/** Coders of the program's own, whatever their kind says: the worker has them in its function table. */
export const customCoders: CoderEntry = {
  kind: "custom",
  urn: purlinUrns.customCoder,
  arity: 0,
  read: ({ functions, payload }) => functions?.get("coder", new TextDecoder().decode(payload)),
  payloadOf: (coder, functions) => new TextEncoder().encode(functions.intern("coder", coder, nameOf(coder))),
};

function nameOf(coder: { readonly kind: string; readonly name?: unknown }): string {
  return typeof coder.name === "string" ? coder.name : coder.kind;
}
