import { mergedHints, type ResourceHints } from "../graph/step-settings.ts";
import type { TransformNode } from "../graph/nodes.ts";
import { urns } from "../model/urns.ts";

/** Returns what each step asks of the machines that it runs on, by itself or as part of a composite. */
export function hintsOf(roots: readonly TransformNode[]): ReadonlyMap<TransformNode, ResourceHints> {
  const found = new Map<TransformNode, ResourceHints>();
  const look = (nodes: readonly TransformNode[], outer: ResourceHints | undefined): void => {
    for (const node of nodes) {
      const hints = mergedHints(outer, node.settings?.resourceHints);
      if (hints !== undefined) found.set(node, hints);
      look(node.children, hints);
    }
  };
  look(roots, undefined);
  return found;
}

/** Returns hints as an environment carries them: texts by URN. */
export function hintsToProto({ minRamBytes, accelerator, cpuCount }: ResourceHints): Record<string, Uint8Array> {
  const { minRamBytes: ram, accelerator: device, cpuCount: processors } = urns.resourceHints;
  const texts: readonly (readonly [urn: string, value: string | number | undefined])[] = [
    [ram, minRamBytes],
    [device, accelerator],
    [processors, cpuCount],
  ];
  return Object.fromEntries(
    texts.flatMap(([urn, value]) => (value === undefined ? [] : [[urn, Buffer.from(String(value))]])),
  );
}
