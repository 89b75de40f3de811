import { isUtf8 } from "node:buffer";
import { CoderError } from "./coder-error.ts";
import { bytesBackedCoder, type NamedCoder } from "./custom-coder.ts";

/**
 * Returns a coder that writes JSON, with all that JSON loses (a Date becomes a string, NaN null, a Map `{}`): for data
 * that others read. It is not deterministic, since the order of an object's keys shows.
 *
 * @throws CoderError when a value, or what is read, is no JSON
 */
export function jsonCoder<T>(): NamedCoder<T> {
  return bytesBackedCoder<T>("json", {
    name: "json",
    encode(value) {
      return Buffer.from(stringify(value), "utf8");
    },
    decode(bytes) {
      if (!isUtf8(bytes)) throw new CoderError({ summary: "The JSON here is not valid UTF-8." });
      try {
        // What type the JSON has is the caller's claim.
        return JSON.parse(Buffer.from(bytes).toString("utf8")) as T;
      } catch (cause) {
        throw new CoderError({ summary: `The bytes here are no JSON: ${(cause as Error).message}`, cause });
      }
    },
  });
}

function stringify(value: unknown): string {
  let text: unknown;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new CoderError({ summary: `JSON can't carry this value: ${(cause as Error).message}`, cause });
  }
  if (typeof text === "string") return text;
  throw new CoderError({
    summary: `JSON can't carry ${typeof value}.`,
    remedies: ["leave the coder out: the value coder takes it"],
  });
}
