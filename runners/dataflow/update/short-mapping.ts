import { matchSteps, type TransformNameMapping } from "./match-steps.ts";
import type { UpdateSteps } from "./step.ts";

/** What a mapping is made for. */
interface MappingContext {
  readonly old: UpdateSteps;
  readonly now: UpdateSteps;
  /** The mapping that was given, which goes on to hold. */
  readonly given: TransformNameMapping;
}

/**
 * Returns a short mapping that gives steps the names that are meant, and leaves alone those that have theirs: by the
 * composites where whole composites have other names.
 */
export function shortMapping(names: ReadonlyMap<string, string>, context: MappingContext): TransformNameMapping {
  const known = namesUnder(context.given, context) ?? new Map<string, string>();
  const isRight = (mapping: TransformNameMapping, meant: ReadonlyMap<string, string>): boolean => {
    const found = namesUnder(mapping, context);
    return found !== undefined && [...known, ...meant].every(([from, to]) => found.get(from) === to);
  };
  const shortest = Object.fromEntries([...names].flatMap((pair) => prefixPairs(pair).slice(0, 1)));
  if (isRight({ ...context.given, ...shortest }, names)) return { ...context.given, ...shortest };
  let mapping = context.given;
  const done = new Map<string, string>();
  for (const [from, to] of names) {
    done.set(from, to);
    const longer = prefixPairs([from, to]).map((pair) => ({ ...mapping, ...Object.fromEntries([pair]) }));
    mapping = longer.find((candidate) => isRight(candidate, done)) ?? { ...mapping, [from]: to };
  }
  return mapping;
}

/** Returns the mappings that make one name of another, by composites and by the whole names; the shortest first. */
function prefixPairs([from, to]: readonly [string, string]): [string, string][] {
  const [old, now] = [from.split("/"), to.split("/")];
  const pairs: [string, string][] = [[from, to]];
  while (old.length > 1 && now.length > 1 && old.at(-1) === now.at(-1)) {
    old.pop();
    now.pop();
    pairs.unshift([old.join("/"), now.join("/")]);
  }
  return pairs;
}

/** Returns what a mapping makes of steps; undefined where it makes one of two. */
function namesUnder(
  mapping: TransformNameMapping,
  { old, now }: MappingContext,
): ReadonlyMap<string, string> | undefined {
  try {
    return matchSteps(old, now, mapping).toNew;
  } catch {
    return undefined;
  }
}
