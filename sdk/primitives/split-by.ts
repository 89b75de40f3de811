import { inspect } from "node:util";
import { PurlinError } from "../values/purlin-error.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { addRoute } from "./route.ts";
import { nameOfOptional } from "./step-arguments.ts";

/** The members of a discriminated union whose discriminant can be `Kind`. */
export type OfKind<E, Tag extends keyof E, Kind> = E extends unknown ? (Kind extends E[Tag] ? E : never) : never;

/** Names, where a compiler's message shows it, the kinds that a list lacks. */
export interface MissingKinds<Kind> {
  readonly "splitBy must list all kinds; these are missing": Kind;
}

/** The kinds that {@link PCollection.splitBy} lists, when these are all that there are. */
export type AllKinds<Kind, Kinds extends readonly unknown[]> = [Exclude<Kind, Kinds[number]>] extends [never]
  ? Kinds
  : MissingKinds<Exclude<Kind, Kinds[number]>>;

/** What {@link PCollection.splitBy} returns: the elements of each kind. */
export type SplitByKind<E, Tag extends keyof E, Kinds extends readonly unknown[]> = {
  readonly [Kind in Kinds[number] & string]: PCollection<OfKind<E, Tag, Kind>>;
};

/** Thrown for an element whose kind is not one of those that `splitBy` lists. */
export class UnlistedKindError extends PurlinError {
  constructor(tag: string, kind: string, kinds: readonly string[]) {
    super("UnlistedKindError", "PURLIN_UNLISTED_KIND", {
      summary: `An element's "${tag}" is ${kind}, which splitBy doesn't list.`,
      facts: { listed: kinds.map((listed) => JSON.stringify(listed)).join(", ") },
      remedies: [
        `list it too, here and in the type of the elements`,
        `drop such elements before:  .filter((element) => element.${tag} !== ...)`,
        "use  .branch({ ... })  , whose output `rest` takes what is left",
      ],
    });
  }
}

/** Splits a discriminated union into its members. */
export function splitBy(
  input: PCollection<unknown>,
  args: readonly unknown[],
): Readonly<Record<string, PCollection<unknown>>> {
  const { name, rest } = nameOfOptional(args, "SplitBy", 2);
  const [tag, kinds] = rest as readonly [string, readonly string[]];
  if (typeof tag !== "string" || !Array.isArray(kinds) || kinds.length === 0) {
    throw new TypeError('splitBy takes the name of a property and its values: .splitBy("kind", ["click", "buy"]).');
  }
  const known: ReadonlySet<unknown> = new Set(kinds);
  if (known.size !== kinds.length) throw new TypeError("splitBy takes each kind once.");
  const outputs = addRoute(input, name, kinds, (element) => {
    const kind = (element as Readonly<Record<string, unknown>> | null | undefined)?.[tag];
    if (!known.has(kind)) throw new UnlistedKindError(tag, told(kind), kinds);
    return kind as string;
  });
  return Object.fromEntries(outputs);
}

function told(kind: unknown): string {
  return typeof kind === "string" ? JSON.stringify(kind) : kind === undefined ? "missing" : inspect(kind, { depth: 0 });
}
