import { CoderError } from "./coder-error.ts";

/** A decimal number: `unscaled` times 10 to the power of `-scale`. */
export interface Decimal {
  readonly scale: number;
  readonly unscaled: bigint;
}

const MAX_SCALE = 0x7fff_ffff;
/** Beyond this many digits behind the point, and for negative scales, the exponent is written out. */
const MAX_PLAIN_SCALE = 10_000;

/**
 * Returns the decimal that a text such as `-100.123` or `1E+3` stands for; its scale is that of the text.
 *
 * @throws CoderError when it is no decimal
 */
export function parseDecimal(text: unknown): Decimal {
  const match = typeof text === "string" ? /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,10}))?$/.exec(text) : null;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match ?? [];
  const scale = fraction.length - Number(exponent);
  if (whole + fraction === "" || Math.abs(scale) > MAX_SCALE) {
    throw new CoderError({
      summary: `A decimal is a string such as "-100.123"; got ${typeof text === "string" ? JSON.stringify(text) : typeof text}.`,
    });
  }
  const digits = BigInt(whole + fraction);
  return { scale, unscaled: sign === "-" ? -digits : digits };
}

/** Returns the text of a decimal, from which {@link parseDecimal} makes the same one. */
export function formatDecimal(scale: number, unscaled: bigint): string {
  if (scale === 0) return String(unscaled);
  if (scale < 0 || scale > MAX_PLAIN_SCALE) return `${String(unscaled)}E${scale < 0 ? "+" : ""}${String(-scale)}`;
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}
