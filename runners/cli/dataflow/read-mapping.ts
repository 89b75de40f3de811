import { readFileSync } from "node:fs";
import type { TransformNameMapping } from "../../dataflow/update/match-steps.ts";
import { UsageError } from "../cli-errors.ts";

/**
 * Reads a mapping of names of steps: JSON, or the name of a file with JSON.
 *
 * @throws UsageError when it is neither
 */
export function readMapping(given: string | undefined): TransformNameMapping {
  if (given === undefined) return {};
  const isJson = given.trimStart().startsWith("{");
  const mapping = parse(isJson ? given : contentsOf(given));
  if (isMapping(mapping)) return mapping;
  const place = isJson ? "--transformNameMapping" : `"${given}"`;
  throw new UsageError(`${place} is no mapping of names to names, in JSON.`, `write  {"OldName":"NewName"}`);
}

function contentsOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UsageError(
      `--transformNameMapping names the file "${file}", which can't be read.`,
      `give the mapping itself:  --transformNameMapping='{"OldName":"NewName"}'`,
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isMapping(value: unknown): value is TransformNameMapping {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((name) => typeof name === "string");
}
