import type { FunctionTable } from "../../../sdk/fn/function-table.ts";
import type { SideInputKind } from "../../../sdk/dofn/side-inputs.ts";
import { functionIdOf } from "../../../sdk/translate/function-spec.ts";
import { sideInputsOf } from "../../../sdk/translate/side-inputs.ts";
import type { SideForm } from "../sides/side-store.ts";
import type { Leaf } from "./plan-graph.ts";

/** A side input of a leaf. */
export interface SideUse {
  readonly tag: string;
  /** The collection that it reads. */
  readonly collection: string;
  /** How the collection is kept for it. */
  readonly form: SideForm;
}

/** Returns the side inputs of a leaf. */
export function sideUsesOf({ transform }: Leaf, functions: FunctionTable): SideUse[] {
  return Object.entries(sideInputsOf(transform)).map(([tag, { viewFn }]) => {
    const { kind } = functions.get("sideInput", functionIdOf(viewFn));
    return { tag, collection: transform.inputs[tag] ?? "", form: formOf(kind) };
  });
}

/** The id of what keeps a collection in a form. */
export function storeId(collection: string, form: SideForm): string {
  return `${collection}/${form}`;
}

function formOf(kind: SideInputKind): SideForm {
  if (kind === "iterable") return "iterable";
  return kind === "storedMultimap" ? "multimap" : "values";
}
