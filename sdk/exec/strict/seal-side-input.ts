import type { SideMultimap } from "../../dofn/side-inputs.ts";
import { freezeDeep } from "./freeze-deep.ts";
import { MutatedSideInputError } from "./strict-errors.ts";

/** Sees to it that nobody changes what was made of a side input's elements. */
export function sealSideInput(value: unknown, elements: readonly unknown[]): void {
  for (const element of elements) freezeDeep(element);
  if (value instanceof Map) refuse(value, ["set", "delete", "clear"]);
  else if (value instanceof Set) refuse(value, ["add", "delete", "clear"]);
  else if (isMultimap(value)) for (const key of value.keys()) Object.freeze(value.get(key));
  else freezeDeep(value);
}

/** Does so with elements that are read page by page. */
export async function* sealPages(
  pages: AsyncIterable<readonly unknown[]>,
): AsyncGenerator<readonly unknown[], void, undefined> {
  for await (const page of pages) {
    for (const element of page) freezeDeep(element);
    yield page;
  }
}

function refuse(collection: object, methods: readonly string[]): void {
  for (const method of methods) {
    Object.defineProperty(collection, method, {
      value: () => {
        throw new MutatedSideInputError(method);
      },
    });
  }
}

function isMultimap(value: unknown): value is SideMultimap<unknown, unknown> {
  return typeof value === "object" && value !== null && "keys" in value && "get" in value;
}
