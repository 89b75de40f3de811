import type {
  Pipeline,
  PTransform,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";

/**
 * Says why a pipeline can't go on where another one was: a step that keeps something has gone, without a name that it has
 * now. Undefined where it can.
 *
 * @param mapping - the names of steps before, or the beginnings of names, and the same now
 */
export function incompatibility(
  before: Pipeline,
  after: Pipeline,
  mapping: Readonly<Record<string, string>>,
): string | undefined {
  const names = new Set(Object.values(after.components?.transforms ?? {}).map(({ uniqueName }) => uniqueName));
  for (const transform of Object.values(before.components?.transforms ?? {})) {
    if (keepsSomething(transform) && !names.has(mapped(transform.uniqueName, mapping))) {
      return `The new job is missing steps ${transform.uniqueName}. If these steps have been renamed or deleted, specify them with the transformNameMapping option.`;
    }
  }
  return undefined;
}

const keeping: ReadonlySet<string> = new Set([urns.primitives.groupByKey, urns.composites.combinePerKey]);

function keepsSomething({ spec }: PTransform): boolean {
  return keeping.has(spec?.urn ?? "");
}

function mapped(name: string, mapping: Readonly<Record<string, string>>): string {
  const prefixes = Object.keys(mapping).filter((prefix) => name.startsWith(prefix));
  const longest = prefixes.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? name : `${mapping[longest] ?? ""}${name.slice(longest.length)}`;
}
