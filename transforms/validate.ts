import {
  isStandardSchema,
  issuePath,
  PurlinError,
  type Element,
  type InferOutput,
  type PCollection,
  type SafeOptions,
  type SafeOutputs,
  type StandardIssue,
  type StandardSchema,
} from "../sdk/index.ts";

/** Thrown for an element that a schema refuses. */
export class InvalidElementError extends PurlinError {
  /** What is wrong with it. */
  readonly issues: readonly StandardIssue[];

  constructor(vendor: string, issues: readonly StandardIssue[]) {
    super("InvalidElementError", "PURLIN_INVALID_ELEMENT", {
      summary: `An element is not what its ${vendor} schema says.`,
      facts: Object.fromEntries(issues.map((issue) => [issuePath(issue) || "(all of it)", issue.message])),
      remedies: [
        "correct the data, or the schema",
        'collect such elements:  validate(schema, { onInvalid: "deadLetter" })',
      ],
    });
    this.issues = issues;
    Object.defineProperty(this, "issues", { enumerable: false });
  }
}

/** What becomes of elements that a schema refuses. */
export interface ValidateOptions extends Pick<SafeOptions, "errorBudget"> {
  /** Return them beside the others, as dead letters under `errors`, or fail; `"deadLetter"` when left out. */
  readonly onInvalid?: "deadLetter" | "fail";
}

/**
 * Validates each element by a library's schema, such as zod's or arktype's, and returns what it makes of it: defaults are
 * filled in, and transformations done. What it refuses is a dead letter, unless `{ onInvalid: "fail" }` is given.
 *
 * The result has no schema for its encoding yet: `withSchema` names one.
 *
 * @example
 * ```ts
 * const { output: orders, errors } = parsed.apply(validate(zodOrder));
 * const strict = parsed.apply("Strict", validate(zodOrder, { onInvalid: "fail" })).withSchema(zodOrder);
 * ```
 */
export function validate<S extends StandardSchema>(
  schema: S,
  options: ValidateOptions & { readonly onInvalid: "fail" },
): (elements: PCollection<unknown>) => PCollection<InferOutput<S>>;
export function validate<S extends StandardSchema>(
  schema: S,
  options?: ValidateOptions & { readonly onInvalid?: "deadLetter" },
): <T>(elements: PCollection<T>) => SafeOutputs<InferOutput<S>, T>;
export function validate(
  schema: StandardSchema,
  { onInvalid = "deadLetter", ...safe }: ValidateOptions = {},
): (elements: PCollection<unknown>) => unknown {
  if (!isStandardSchema(schema)) {
    throw new TypeError("validate(...) takes a schema that follows Standard Schema, such as zod's or arktype's.");
  }
  const { validate, vendor } = schema["~standard"];
  const check = (element: unknown): Element | Promise<Element> => {
    const result = validate(element);
    return result instanceof Promise ? result.then(valid) : valid(result);
  };
  const valid = (result: Awaited<ReturnType<typeof validate>>): Element => {
    if (result.issues !== undefined) throw new InvalidElementError(vendor, result.issues);
    return result.value;
  };
  // The overloads say what it returns.
  return function validate(elements: PCollection<unknown>): unknown {
    return onInvalid === "fail" ? elements.map("Check", check) : elements.mapSafe("Check", check, safe);
  };
}
