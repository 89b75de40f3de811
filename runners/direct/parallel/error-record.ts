import { inspect } from "node:util";
import { UserFunctionError } from "../../../sdk/exec/user-function-error.ts";
import { PurlinError } from "../../../sdk/values/purlin-error.ts";

/** What was thrown, as it goes between threads: structured clones of errors keep neither their classes nor their fields. */
export type ErrorRecord = PurlinRecord | ForeignRecord | ValueRecord;

interface PurlinRecord {
  readonly kind: "purlin";
  readonly name: string;
  readonly code: string;
  readonly summary: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly remedies: readonly string[];
  readonly stack: string | undefined;
  /** The step whose function has failed, where it is an error of one. */
  readonly step: string | undefined;
  readonly cause: ErrorRecord | undefined;
}

interface ForeignRecord {
  readonly kind: "foreign";
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Its own fields, such as `code`, as far as they can be cloned. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly cause: ErrorRecord | undefined;
}

/** What is no error, and was thrown nevertheless. */
interface ValueRecord {
  readonly kind: "value";
  readonly value: unknown;
}

/** Causes of causes beyond that are left out: they may go in a circle. */
const maxCauses = 16;

/** Writes down what was thrown. */
export function recordError(error: unknown, causes = maxCauses): ErrorRecord {
  if (!(error instanceof Error)) return { kind: "value", value: cloneable(error) ?? inspect(error) };
  const cause = error.cause === undefined || causes === 0 ? undefined : recordError(error.cause, causes - 1);
  const { name, message, stack } = error;
  if (!(error instanceof PurlinError)) {
    return { kind: "foreign", name: nameOf(error), message, stack, fields: fieldsOf(error), cause };
  }
  const { code, summary, facts, remedies } = error;
  const step = error instanceof UserFunctionError ? error.step : undefined;
  return { kind: "purlin", name, code, summary, facts, remedies, stack, step, cause };
}

/** An error of Purlin's that was thrown in another thread: with the name, code and facts that it had there. */
class ThreadError extends PurlinError {
  constructor({ name, code, ...parts }: PurlinRecord, cause: unknown) {
    super(name, code, { ...parts, cause });
    this.stack = parts.stack ?? this.stack ?? "";
  }
}

const builtIn = [TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError];

/** Makes what {@link recordError} has written down: an error with the same name, message, facts and cause. */
export function errorFrom(record: ErrorRecord): unknown {
  if (record.kind === "value") return record.value;
  const cause = record.cause === undefined ? undefined : errorFrom(record.cause);
  if (record.kind === "purlin") {
    const error = new ThreadError(record, cause);
    if (record.step === undefined) return error;
    Object.defineProperty(error, "step", { value: record.step, configurable: true });
    return Object.setPrototypeOf(error, UserFunctionError.prototype) as UserFunctionError;
  }
  const { name, message, stack, fields } = record;
  const Class = builtIn.find((known) => known.name === name) ?? Error;
  const error = new Class(message, cause === undefined ? undefined : { cause });
  if (error.name !== name) Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
  return Object.assign(error, fields);
}

/** The name that it gives itself, else that of its class. */
function nameOf(error: Error): string {
  const { name } = error.constructor;
  return error.name === "Error" && name !== "" ? name : error.name;
}

function fieldsOf(error: Error): Record<string, unknown> {
  const fields = Object.entries(error).map(([name, value]): [string, unknown] => [name, cloneable(value)]);
  return Object.fromEntries(fields.filter(([name, value]) => value !== undefined && name !== "cause"));
}

/** Returns a value, where it can go to another thread. */
function cloneable(value: unknown): unknown {
  try {
    structuredClone(value);
    return value;
  } catch {
    return undefined;
  }
}
