import { createHash } from "node:crypto";
import type { Schema } from "./schema.ts";

/**
 * Returns a UUID made from all that a schema says: a program that is evaluated again, on a worker, gives its schemas the
 * same ids.
 */
export function schemaId(schema: Schema): string {
  const text = JSON.stringify({ ...schema, id: "" }, (_, value: unknown) => {
    if (typeof value === "bigint") return `${String(value)}n`;
    return value instanceof Uint8Array ? [...value] : value;
  });
  const digits = createHash("sha256").update(text).digest("hex");
  // Version 8: made in a way of our own. The variant bits are those of RFC 9562.
  const variant = ((Number.parseInt(digits.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    variant + digits.slice(17, 20),
    digits.slice(20, 32),
  ].join("-");
}
