import { closest } from "../../../sdk/options/closest.ts";
import { PurlinError, type ErrorParts } from "../../../sdk/values/purlin-error.ts";
import type { UpdateSteps } from "./step.ts";

/** Names of the old pipeline, steps or whole composites, and their names in the new one; "" for what is there no more. */
export type TransformNameMapping = Readonly<Record<string, string>>;

/** Thrown when a mapping of names names what there is not, or gives two steps the same name. */
class NameMappingError extends PurlinError {
  constructor(parts: ErrorParts) {
    super("NameMappingError", "PURLIN_NAME_MAPPING", parts);
  }
}

/** The steps of two pipelines that are the same ones to an update. */
export interface MatchedSteps {
  /** Names in the new pipeline by names in the old one; for steps that have one. */
  readonly toNew: ReadonlyMap<string, string>;
  /** Old steps that the mapping takes for deleted. */
  readonly deleted: ReadonlySet<string>;
  /** What the mapping makes of the names of old steps that the new pipeline doesn't have. */
  readonly missing: ReadonlyMap<string, string>;
}

/**
 * Finds the steps of an old pipeline in a new one: by their names, as a mapping translates them.
 *
 * @throws NameMappingError when the mapping can't be meant so
 */
export function matchSteps(old: UpdateSteps, now: UpdateSteps, mapping: TransformNameMapping): MatchedSteps {
  const prefixes = checkedPrefixes(old, now, mapping);
  const toNew = new Map<string, string>();
  const deleted = new Set<string>();
  const missing = new Map<string, string>();
  const taken = new Map<string, string>();
  for (const name of old.steps.keys()) {
    const translated = translate(name, prefixes);
    if (translated === undefined) deleted.add(name);
    else if (!now.steps.has(translated)) missing.set(name, translated);
    else {
      const other = taken.get(translated);
      if (other !== undefined) throw clash(translated, [other, name]);
      taken.set(translated, name);
      toNew.set(name, translated);
    }
  }
  return { toNew, deleted, missing };
}

/** Returns the new name of an old step: that of the longest prefix, in whole parts, that is mapped; undefined if deleted. */
function translate(name: string, prefixes: ReadonlyMap<string, string>): string | undefined {
  for (let end = name.length; end > 0; end = name.lastIndexOf("/", end - 1)) {
    const to = prefixes.get(name.slice(0, end));
    if (to !== undefined) return to === "" ? undefined : to + name.slice(end);
  }
  return name;
}

function checkedPrefixes(old: UpdateSteps, now: UpdateSteps, mapping: TransformNameMapping): Map<string, string> {
  const prefixes = new Map<string, string>();
  const known = { old: prefixesOf(old), now: prefixesOf(now) };
  for (const [from, to] of Object.entries(mapping)) {
    const [oldName, newName] = [withoutSlash(from), withoutSlash(to)];
    if (!known.old.has(oldName)) throw unknownName(oldName, "old", known.old);
    if (newName !== "" && !known.now.has(newName)) throw unknownName(newName, "new", known.now);
    prefixes.set(oldName, newName);
  }
  return prefixes;
}

/** Names are mapped with or without the slash behind them. */
function withoutSlash(name: string): string {
  return name.replace(/\/+$/, "");
}

function prefixesOf({ names, steps }: UpdateSteps): ReadonlySet<string> {
  const prefixes = new Set(names);
  for (const name of steps.keys()) {
    for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1))
      prefixes.add(name.slice(0, end));
  }
  return prefixes;
}

function unknownName(name: string, which: "old" | "new", names: ReadonlySet<string>): NameMappingError {
  const nearest = closest(name, [...names]);
  return new NameMappingError({
    summary: `The mapping names "${name}", which no step of the ${which} pipeline is called.`,
    facts: { "steps there": listed([...names].filter((each) => !each.includes("/"))) },
    remedies: [
      nearest === undefined
        ? `give the full name of a step or composite of the ${which} pipeline`
        : `did you mean "${nearest}"?`,
    ],
  });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(", ");
  return names.length > 12 ? `${shown} and ${String(names.length - 12)} more` : shown;
}

function clash(name: string, [first, second]: readonly [string, string]): NameMappingError {
  return new NameMappingError({
    summary: `Two steps of the old pipeline would be "${name}" in the new one.`,
    facts: { first, second },
    remedies: [`map one of them to another step, or to "" where it is there no more`],
  });
}
