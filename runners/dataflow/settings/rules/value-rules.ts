import { inspect } from "node:util";
import { closest } from "../../../../sdk/options/closest.ts";
import { dataflowOptions } from "../../../../sdk/options/dataflow-options.ts";
import type { OptionParts } from "../../../../sdk/options/option.ts";
import type { Problem } from "../../problem.ts";

const largest = 2 ** 31 - 1;

/**
 * Returns what is wrong with options by themselves: what was given on a command line was read by its type, but a program's
 * own code may say anything.
 *
 * @param given - Dataflow's options by their names
 */
export function valueProblems(given: Readonly<Record<string, unknown>>): Problem[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const option = Object.entries(dataflowOptions).find(([known]) => known === name)?.[1];
    if (option === undefined) return unknownOption(name);
    const fault = faultOf(option.parts, value);
    return fault === undefined ? [] : [{ ...fault, summary: `The option "${name}" can't be ${shown(value)}.` }];
  });
}

function faultOf(parts: OptionParts, value: unknown): Omit<Problem, "summary"> | undefined {
  if (isOfItsType(parts, value)) return undefined;
  const nearest = closest(typeof value === "string" ? value : "", parts.type.words ?? []);
  return {
    facts: { expected: parts.type.expected },
    remedy: nearest === undefined ? "give it as its type says" : `write "${nearest}"`,
  };
}

function isOfItsType({ type, arity, gather }: OptionParts, value: unknown): boolean {
  if (arity === "flag") return typeof value === "boolean";
  if (gather !== undefined) return isTexts(value, Array.isArray(gather([])));
  const isParsed = type.parse(String(value)) !== undefined;
  return type.placeholder === "integer"
    ? typeof value === "number" && value <= largest && isParsed
    : typeof value === "string" && value !== "" && isParsed;
}

/** Says whether a value is a list of texts, or holds texts by name. */
function isTexts(value: unknown, isList: boolean): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value) !== isList) return false;
  return Object.values(value).every((text) => typeof text === "string");
}

function unknownOption(name: string): Problem[] {
  const nearest = closest(name, Object.keys(dataflowOptions));
  return [
    {
      summary: `"${name}" is not an option of Dataflow${nearest === undefined ? "." : `; did you mean "${nearest}"?`}`,
      remedy: "see all of them with  --runner=dataflow --help",
    },
  ];
}

function shown(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : inspect(value, { breakLength: Infinity });
}
