import { parseArgs } from "node:util";

import { closest } from "./closest.ts";
import type { Option, OptionParts } from "./option.ts";
import { OptionError } from "./option-error.ts";
import type { EngineOptions } from "./pipeline-options.ts";

type Options = ReadonlyMap<string, Option<unknown>>;
type Token = ReturnType<typeof tokenize>[number];
type OptionToken = Extract<Token, { kind: "option" }>;

function tokenize(options: Options, argv: readonly string[]) {
  const known = [...options].map(([name, { parts }]) => {
    const type: "boolean" | "string" = parts.arity === "flag" ? "boolean" : "string";
    return [name, { type, ...(parts.alias === undefined ? {} : { short: parts.alias }) }] as const;
  });
  // Not strict, since its own errors neither suggest a name nor say what is expected.
  return parseArgs({
    args: [...argv],
    options: { ...Object.fromEntries(known), help: { type: "boolean", short: "h" } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

/** What was given on a command line: the values by option, a list of one for an option that takes one. */
export interface GivenValues {
  readonly byName: ReadonlyMap<string, readonly unknown[]>;
  /** Those of engines (`--flink.parallelism=4`), unread: the engine says what it has, and of which types. */
  readonly byEngine: Readonly<Record<string, EngineOptions>>;
}

/**
 * Reads a command line. Of an option that takes one value and was given more often, the last counts.
 *
 * @returns the values by option, or `"help"` when help was asked for
 * @throws OptionError when something in it is not understood
 */
export function readArguments(options: Options, argv: readonly string[]): GivenValues | "help" {
  const tokens = tokenize(options, argv);
  if (tokens.some((token) => token.kind === "option" && token.name === "help")) return "help";
  const given = new Map<string, unknown[]>();
  const byEngine: Record<string, EngineOptions> = {};
  for (const token of tokens) {
    if (token.kind === "positional") throw straying(token.value);
    if (token.kind === "option-terminator") continue;
    if (!options.has(token.name) && readEngineOption(token, byEngine)) continue;
    const { name, parts, value } = readOption(options, token);
    given.set(name, parts.arity === "list" ? [...(given.get(name) ?? []), value] : [value]);
  }
  return { byName: given, byEngine };
}

const engineOption = /^([a-z]+)\.([A-Za-z][A-Za-z0-9_]*)$/;

/** Takes an option of an engine: a list when it is given more often, `true` when it is given without a value. */
function readEngineOption({ name, value: text }: OptionToken, byEngine: Record<string, EngineOptions>): boolean {
  const [, engine, option] = engineOption.exec(name) ?? [];
  // Dataflow's are all known, and read as the program's own are.
  if (engine === undefined || option === undefined || engine === "dataflow") return false;
  const given = new Map(Object.hasOwn(byEngine, engine) ? Object.entries(byEngine[engine] ?? {}) : []);
  const before = given.get(option);
  const value = text ?? true;
  given.set(option, before === undefined ? value : [before, value].flat().map(String));
  byEngine[engine] = Object.fromEntries(given);
  return true;
}

function readOption(options: Options, token: OptionToken): { name: string; parts: OptionParts; value: unknown } {
  const negated = token.name.startsWith("no-") ? options.get(token.name.slice(3)) : undefined;
  if (negated?.parts.arity === "flag" && token.value === undefined) {
    return { name: token.name.slice(3), parts: negated.parts, value: false };
  }
  const parts = options.get(token.name)?.parts;
  if (parts === undefined) throw unknownOption(token, options);
  if (parts.arity === "flag" && token.value === undefined) return { name: token.name, parts, value: true };
  return { name: token.name, parts, value: readValue(token, parts) };
}

function readValue({ rawName, name, value: text, inlineValue }: OptionToken, { type }: OptionParts): unknown {
  // What follows is the next option, not the value of this one, unless it is a negative number or a lone dash.
  const isOption = inlineValue === false && /^-[^\d.]/.test(text);
  if (text === undefined || isOption) {
    throw new OptionError({
      summary: `${rawName} is given without a value.`,
      facts: { expected: type.expected, given: text === undefined ? "nothing" : `another option: ${text}` },
      remedies: [`write it behind a sign of equality:  --${name}=<${type.placeholder}>`],
    });
  }
  const value = type.parse(text);
  if (value !== undefined) return value;
  const nearest = closest(text, type.words ?? []);
  throw new OptionError({
    summary: `${rawName} can't be "${text}"${nearest === undefined ? "." : `; did you mean ${nearest}?`}`,
    facts: { expected: type.expected, given: JSON.stringify(text) },
    remedies: [`write  --${name}=${nearest ?? `<${type.placeholder}>`}`],
  });
}

function unknownOption({ rawName, name }: OptionToken, options: Options): OptionError {
  const flags = [...options].filter(([, { parts }]) => parts.arity === "flag").map(([flag]) => `no-${flag}`);
  const nearest = closest(name, [...options.keys(), ...flags, "help"]);
  return new OptionError({
    summary: `${rawName} is not an option of this program${nearest === undefined ? "." : `; did you mean --${nearest}?`}`,
    remedies: ["see all options with --help"],
  });
}

function straying(text: string): OptionError {
  return new OptionError({
    summary: `"${text}" belongs to no option.`,
    remedies: ["write values as  --name=value", "put quotes round a value that holds spaces, and round globs"],
  });
}
