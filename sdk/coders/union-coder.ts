import type { Coder } from "./coder.ts";
import { encodedStructure } from "./encode-bytes.ts";

/** An element of any member of a union but the first, whose elements stand for themselves. */
export class UnionMember {
  readonly index: number;
  readonly value: unknown;

  constructor(index: number, value: unknown) {
    this.index = index;
    this.value = value;
  }
}

/**
 * Encodes elements of several kinds: which kind it is, and the element by the coder of that kind. Those of the first kind
 * come as they are, those of the others as {@link UnionMember}s.
 */
export function unionCoder(members: readonly Coder<unknown>[]): Coder<unknown> {
  const memberCoder = (index: number): Coder<unknown> => {
    const member = members[index];
    if (member === undefined) throw new Error(`A union of ${String(members.length)} has no member ${String(index)}.`);
    return member;
  };
  const coder: Coder<unknown> = {
    kind: "union",
    components: members,
    isDeterministic: members.every(({ isDeterministic }) => isDeterministic),
    encode(element, writer, isNested) {
      const [index, value] = element instanceof UnionMember ? [element.index, element.value] : [0, element];
      writer.writeVarint(index);
      memberCoder(index).encode(value, writer, isNested);
    },
    decode(reader, isNested) {
      const index = reader.readVarint();
      if (index < 0 || index >= members.length) {
        throw reader.error(`A union of ${String(members.length)} has no member ${String(index)}.`);
      }
      const value = memberCoder(index).decode(reader, isNested);
      return index === 0 ? value : new UnionMember(index, value);
    },
    structuralValue: (element) => encodedStructure(coder, element),
  };
  return Object.freeze(coder);
}
