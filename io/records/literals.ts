// How values are written in files as text, and read from it.

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const INSTANT = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;
const notFinite: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

/** Returns the number that a text is; undefined where it is none. Blanks around it don't matter. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : notFinite[trimmed];
}

/** Returns the whole number that a text is, where a number can hold it exactly. */
export function parseInteger(text: string): number | undefined {
  const trimmed = text.trim();
  if (!INTEGER.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}

/** Returns the whole number that a text is, of whatever size. */
export function parseBigint(text: string): bigint | undefined {
  const trimmed = text.trim();
  return INTEGER.test(trimmed) ? BigInt(trimmed.replace(/^\+/, "")) : undefined;
}

/** Returns a text that is a decimal number. */
export function parseDecimal(text: string): string | undefined {
  const trimmed = text.trim();
  return DECIMAL.test(trimmed) ? trimmed.replace(/^\+/, "") : undefined;
}

/** Returns the instant that a text in the format of ISO 8601 is. Without a time zone it is in UTC. */
export function parseInstant(text: string): Date | undefined {
  const trimmed = text.trim();
  const match = INSTANT.exec(trimmed);
  if (match === null) return undefined;
  const isLocal = match[1] === undefined && trimmed.length > 13 && trimmed.includes(":");
  const date = new Date(trimmed.replace(" ", "T") + (isLocal ? "Z" : ""));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Returns true or false for a text that is one of them, in whatever case. */
export function parseBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return word === "true" ? true : word === "false" ? false : undefined;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Returns the bytes that a text in Base64 is. */
export function parseBytes(text: string): Uint8Array | undefined {
  return BASE64.test(text) ? new Uint8Array(Buffer.from(text, "base64")) : undefined;
}

/** Writes bytes in Base64. */
export function formatBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** Writes a number such that it is read as the same: -0 too. */
export function formatNumber(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
