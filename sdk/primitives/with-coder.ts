import type { Coder } from "../coders/coder.ts";
import { rowCoder } from "../coders/row-coder.ts";
import { PurlinError } from "../values/purlin-error.ts";
import { captureCallSite } from "../values/call-site.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { deriveSchema, type Derivation, type FromOptions } from "../schema/from-standard.ts";
import type { Schema } from "../schema/schema.ts";
import { isStandardSchema, type StandardRowSchema } from "../schema/standard-schema.ts";

/** Thrown when a PCollection is given a second coder. */
export class CoderAlreadySetError extends PurlinError {
  constructor(first: string, second: string) {
    super("CoderAlreadySetError", "PURLIN_CODER_SET", {
      summary: "A PCollection has one coder, and this one was given a second.",
      facts: { first, second },
      remedies: ["name the coder once, where the PCollection is made"],
    });
  }
}

/** Names the coder of a collection, as its method `by` does. */
export function withCoder<E>(input: PCollection<unknown>, coder: Coder<E>, by = "withCoder"): PCollection<E> {
  if (typeof (coder as Partial<Coder<E>> | undefined)?.encode !== "function") {
    throw new TypeError(`${by}(...) takes a coder, such as stringUtf8Coder; got ${typeof coder}.`);
  }
  const callSite = captureCallSite();
  const before = input.node.coder;
  if (before.from === "explicit") {
    throw new CoderAlreadySetError(
      `.${before.by}(...) at ${before.callSite.toString()}`,
      `.${by}(...) at ${callSite.toString()}`,
    );
  }
  input.pipeline.declareCoder(input.node, { from: "explicit", coder, callSite, by });
  // The method's type says that all elements are Es.
  return input as PCollection<E>;
}

/** Names the schema of a collection: one of Purlin, or one of a library of which the rows are derived. */
export function withSchema<R extends object>(
  input: PCollection<unknown>,
  schema: Schema<R> | StandardRowSchema,
  options: FromOptions<R> = {},
): PCollection<R> {
  if (isStandardSchema(schema)) {
    return withCoder(
      input,
      rowCoder(deriveSchema(schema, "output", options as Derivation)),
      "withSchema",
    ) as PCollection<R>;
  }
  if (!Array.isArray((schema as Partial<Schema<R>> | undefined)?.fields)) {
    throw new TypeError(
      "withSchema(...) takes a schema: schema.struct({ id: schema.string() }), or one of a library such as zod.",
    );
  }
  return withCoder(input, rowCoder(schema), "withSchema");
}
