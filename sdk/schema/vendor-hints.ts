import type { JsonSchema } from "./standard-schema.ts";

/** The keyword under which a JSON Schema says what JSON has no type for. */
const HINT = "x-purlin";

/** What JSON has no type for. */
export type Hint = "date" | "bigint" | "undefined";

const hints: ReadonlySet<unknown> = new Set<Hint>(["date", "bigint", "undefined"]);

/** Returns the hint in a JSON Schema. */
export function hintOf(json: JsonSchema): Hint | undefined {
  return hints.has(json[HINT]) ? (json[HINT] as Hint) : undefined;
}

/** What zod hands to `override` for each schema within the one that is told: it may change `jsonSchema`. */
interface ZodContext {
  readonly zodSchema?: { readonly _zod?: { readonly def?: { readonly type?: unknown } } };
  readonly jsonSchema?: Record<string, unknown>;
}

/** What arktype hands to `fallback` where it has no JSON Schema. */
interface ArkContext {
  readonly code?: unknown;
  readonly base?: JsonSchema;
  readonly domain?: unknown;
  readonly unit?: unknown;
}

/**
 * The options by which libraries leave open what JSON Schema can't say, where they would throw, and put a hint there:
 * `unrepresentable` and `override` are zod's, `fallback` is arktype's. A library ignores those that it doesn't know.
 */
export const libraryOptions: Readonly<Record<string, unknown>> = Object.freeze({
  unrepresentable: "any",
  override({ zodSchema, jsonSchema }: ZodContext): void {
    const type = zodSchema?._zod?.def?.type;
    if (jsonSchema !== undefined && Object.keys(jsonSchema).length === 0 && hints.has(type)) jsonSchema[HINT] = type;
  },
  fallback(context: ArkContext): JsonSchema {
    const hint = arkHint(context);
    return hint === undefined ? (context.base ?? {}) : { ...context.base, [HINT]: hint };
  },
});

function arkHint(context: ArkContext): Hint | undefined {
  if (context.code === "date") return "date";
  if (context.code === "domain" && context.domain === "bigint") return "bigint";
  return context.code === "unit" && context.unit === undefined ? "undefined" : undefined;
}
