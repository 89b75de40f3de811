import type { Message } from "@bufbuild/protobuf";
import type { UnknownField } from "../../schema/field-type.ts";

/** Returns the fields of a message that this version doesn't know, as part of what the message describes. */
export function keptFields(message: Message): { unknownFields?: readonly UnknownField[] } {
  return message.$unknown === undefined ? {} : { unknownFields: message.$unknown };
}

/** Returns the fields that were kept, as part of a message. */
export function unknownFields({ unknownFields: kept }: { unknownFields?: readonly UnknownField[] }): {
  $unknown?: UnknownField[];
} {
  return kept === undefined ? {} : { $unknown: [...kept] };
}
