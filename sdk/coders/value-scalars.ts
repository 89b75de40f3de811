import type { BuiltinType, ValueInput } from "./value-format.ts";

/** Dates, also invalid ones. */
export const dateType: BuiltinType<Date> = {
  tag: 0x11,
  prototypes: [Date.prototype],
  write(value, output) {
    output.write(value.getTime());
  },
  read(input) {
    const millis = input.read();
    if (typeof millis !== "number") throw input.wire.error("A Date's milliseconds are no number.");
    return new Date(millis);
  },
};

/** Regular expressions, with where their next match starts. */
export const regExpType: BuiltinType<RegExp> = {
  tag: 0x14,
  prototypes: [RegExp.prototype],
  write(value, output) {
    output.write(value.source);
    output.write(value.flags);
    output.write(value.lastIndex);
  },
  read(input) {
    const source = readText(input);
    const flags = readText(input);
    const lastIndex = input.read();
    const value = parsed(input, () => new RegExp(source, flags));
    if (typeof lastIndex !== "number") throw input.wire.error("The lastIndex of a RegExp is no number.");
    value.lastIndex = lastIndex;
    return value;
  },
};

/** URLs. */
export const urlType: BuiltinType<URL> = {
  tag: 0x15,
  prototypes: [URL.prototype],
  write(value, output) {
    output.write(value.href);
  },
  read(input) {
    const href = readText(input);
    return parsed(input, () => new URL(href));
  },
};

function readText(input: ValueInput): string {
  const value = input.read();
  if (typeof value !== "string") throw input.wire.error("A string was to be here.");
  return value;
}

function parsed<T>(input: ValueInput, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw input.wire.error(`What is here can't be made again: ${(cause as Error).message}`);
  }
}
