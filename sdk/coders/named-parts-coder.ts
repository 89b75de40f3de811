import type { Coder } from "./coder.ts";
import { encodedStructure } from "./encode-bytes.ts";

/** Encodes plain objects of the given members, in their order, each by its own coder. */
export function namedPartsCoder(parts: ReadonlyMap<string, Coder<unknown>>): Coder<Readonly<Record<string, unknown>>> {
  const entries = [...parts];
  const coder: Coder<Readonly<Record<string, unknown>>> = {
    kind: "named_parts",
    components: [...parts.values()],
    isDeterministic: [...parts.values()].every(({ isDeterministic }) => isDeterministic),
    encode(value, writer) {
      for (const [name, part] of entries) part.encode(value[name], writer, true);
    },
    // By entries: a member may be named __proto__.
    decode: (reader) => Object.fromEntries(entries.map(([name, part]) => [name, part.decode(reader, true)])),
    structuralValue: (value) => encodedStructure(coder, value),
  };
  return Object.freeze(coder);
}
