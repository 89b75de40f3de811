import {
  isStandardSchema,
  issuePath,
  PurlinError,
  type Element,
  type InferOutput,
  type PCollection,
  type StandardSchema,
} from "../sdk/index.ts";

/**
 * Returns each element as JSON text.
 *
 * @example
 * ```ts
 * orders.apply(toJson()).apply(writeText("out/orders.jsonl"));
 * ```
 */
export function toJson(): (input: PCollection<unknown>) => PCollection<string> {
  return function toJson(input: PCollection<unknown>): PCollection<string> {
    return input.map("Stringify", (element) => {
      const text = JSON.stringify(element) as string | undefined;
      if (text !== undefined) return text;
      throw new TypeError(`JSON has no text for ${typeof element === "object" ? "this object" : typeof element}.`);
    });
  };
}

/** Thrown for an element whose JSON is not what its schema says. */
export class JsonMismatchError extends PurlinError {
  constructor(problems: Readonly<Record<string, string>>) {
    super("JsonMismatchError", "PURLIN_JSON_MISMATCH", {
      summary: "An element's JSON is not what its schema says.",
      facts: problems,
      remedies: [
        "let the schema take it",
        "keep such elements apart:  .mapSafe((text) => schema.parse(JSON.parse(text)))",
      ],
    });
  }
}

/**
 * Returns the value of each element, which is JSON text. With a schema of a library that follows Standard Schema, such as
 * zod or arktype, it is validated; without one, `T` is what you say it is.
 *
 * @example
 * ```ts
 * const orders = lines.apply(fromJson(z.object({ id: z.string(), price: z.number() })));
 * const anything = lines.apply(fromJson<Order>());
 * ```
 */
export function fromJson<T = unknown>(): (input: PCollection<string>) => PCollection<T>;
export function fromJson<S extends StandardSchema>(
  schema: S,
): (input: PCollection<string>) => PCollection<InferOutput<S>>;
export function fromJson(schema?: StandardSchema): (input: PCollection<string>) => PCollection<unknown> {
  if (schema !== undefined && !isStandardSchema(schema)) {
    throw new TypeError("fromJson takes a schema that follows Standard Schema, such as zod's or arktype's, or none.");
  }
  return function fromJson(input: PCollection<string>): PCollection<unknown> {
    const parse = (text: string): Element => JSON.parse(text) as Element;
    return schema === undefined
      ? input.map("Parse", parse)
      : input.map("Parse", (text) => validated(schema, parse(text)) as Element);
  };
}

function validated(schema: StandardSchema, value: unknown): unknown {
  const result = schema["~standard"].validate(value);
  return result instanceof Promise ? result.then(valueOf) : valueOf(result);
}

type Result = Awaited<ReturnType<StandardSchema["~standard"]["validate"]>>;

function valueOf(result: Result): unknown {
  if (result.issues === undefined) return result.value;
  throw new JsonMismatchError(
    Object.fromEntries(result.issues.map((issue) => [issuePath(issue) || "it", issue.message])),
  );
}
