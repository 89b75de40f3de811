import { Option } from "./option.ts";
import type { ValueType } from "./value-type.ts";

/** Texts that are written one after the other: `a,b`. */
const textsType: ValueType<readonly string[]> = {
  placeholder: "a,b",
  expected: "one or more texts with commas between them",
  parse: (text) => {
    const texts = text.split(",").map((part) => part.trim());
    return texts.includes("") ? undefined : texts;
  },
  format: (texts) => texts.join(","),
};

/** Pairs of texts: `name=value,other=value`, or JSON. */
const pairsType: ValueType<Readonly<Record<string, string>>> = {
  placeholder: "a=b,c=d",
  expected: 'pairs of a name and a value: a=b,c=d, or JSON such as {"a":"b"}',
  parse: (text) => (text.trimStart().startsWith("{") ? parseJson(text) : parsePairs(text)),
  format: (pairs) => JSON.stringify(pairs),
};

function parsePairs(text: string): Readonly<Record<string, string>> | undefined {
  const pairs: [string, string][] = [];
  for (const part of text.split(",")) {
    const end = part.indexOf("=");
    const name = part.slice(0, end).trim();
    if (end < 0 || name === "") return undefined;
    pairs.push([name, part.slice(end + 1).trim()]);
  }
  return Object.fromEntries(pairs);
}

function parseJson(text: string): Readonly<Record<string, string>> | undefined {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== "object" || read === null) return undefined;
    const pairs = Object.entries(read);
    return pairs.every((pair): pair is [string, string] => typeof pair[1] === "string")
      ? Object.fromEntries(pairs)
      : undefined;
  } catch {
    return undefined;
  }
}

/** An option of any number of texts: `--name=a,b`, or `--name=a --name=b`. */
export function textListOption(help: string): Option<readonly string[] | undefined> {
  // What is gathered are values that the type has read.
  return collected(textsType, help, (given) => Object.freeze((given as readonly (readonly string[])[]).flat()));
}

/** An option of texts by their names: `--name=a=b,c=d`, `--name=a=b --name=c=d` or `--name={"a":"b"}`. */
export function textMapOption(help: string): Option<Readonly<Record<string, string>> | undefined> {
  return collected(pairsType, help, (given) => {
    // As above.
    const pairs = (given as readonly Readonly<Record<string, string>>[]).flatMap((one) => Object.entries(one));
    return Object.freeze(Object.fromEntries(pairs));
  });
}

function collected<T>(
  type: ValueType<T>,
  help: string,
  gather: (given: readonly unknown[]) => T,
): Option<T | undefined> {
  return new Option<T | undefined>({
    arity: "list",
    // A type's format is only ever given what its parse has returned.
    type: type as ValueType<unknown>,
    gather,
    default: undefined,
    shownDefault: undefined,
    required: false,
    help,
    alias: undefined,
  });
}
