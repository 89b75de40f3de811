// Errors travel with their class as far as it is one of JavaScript's own, their hidden fields (message, stack, cause,
// errors, name) and their enumerable properties, such as the code of a system error. An error of a class that is not
// registered comes back as one of the nearest class of JavaScript's own, under its own name: it keeps what a dead letter
// is read for.

import type { BuiltinType, ValueInput } from "./value-format.ts";

const classes = new Map<string, ErrorConstructor>(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((type) => [type.name, type]),
);
const AGGREGATE = AggregateError.name;

/** Errors. */
export const errorType: BuiltinType<Error> = {
  tag: 0x16,
  prototypes: [...[...classes.values()].map((type) => type.prototype), AggregateError.prototype],
  write(value, output) {
    output.write(classNameOf(value));
    output.write(hiddenFieldsOf(value));
    output.write(visibleFieldsOf(value));
  },
  read(input) {
    const value = make(input);
    const fields = readRecord(input);
    for (const [name, field] of Object.entries(fields)) {
      Object.defineProperty(value, name, { value: field, writable: true, configurable: true, enumerable: false });
    }
    for (const [name, field] of Object.entries(readRecord(input))) {
      Object.defineProperty(value, name, { value: field, writable: true, configurable: true, enumerable: true });
    }
    return value;
  },
  *children(value) {
    for (const [name, field] of Object.entries({ ...hiddenFieldsOf(value), ...visibleFieldsOf(value) }))
      yield [`.${name}`, field];
  },
};

function classNameOf(error: Error): string {
  if (error instanceof AggregateError) return AGGREGATE;
  for (const [name, type] of classes) if (type !== Error && error instanceof type) return name;
  return Error.name;
}

function visibleFieldsOf(error: Error): Record<string, unknown> {
  return Object.fromEntries(Object.entries(error));
}

function hiddenFieldsOf(error: Error): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const isOwnClass = Object.getPrototypeOf(error) === prototypeNamed(classNameOf(error));
  if (isHidden(error, "message") || (!isOwnClass && error.message !== "")) fields.message = error.message;
  if (isHidden(error, "name") || (!isOwnClass && !Object.hasOwn(error, "name"))) fields.name = error.name;
  if (isHidden(error, "stack")) fields.stack = error.stack;
  if (isHidden(error, "cause")) fields.cause = error.cause;
  if (isHidden(error, "errors")) fields.errors = (error as AggregateError).errors;
  return fields;
}

function isHidden(error: Error, name: string): boolean {
  return Object.getOwnPropertyDescriptor(error, name)?.enumerable === false;
}

function prototypeNamed(name: string): object | undefined {
  return name === AGGREGATE ? AggregateError.prototype : classes.get(name)?.prototype;
}

function make(input: ValueInput): Error {
  const name = input.read();
  const constructor = typeof name === "string" ? classes.get(name) : undefined;
  const value = name === AGGREGATE ? new AggregateError([]) : constructor === undefined ? undefined : new constructor();
  if (value === undefined) throw input.wire.error(`${JSON.stringify(name)} is no class of errors.`);
  // What the original had is put back; what making this one has added goes.
  for (const field of ["stack", "errors"]) Reflect.deleteProperty(value, field);
  return value;
}

function readRecord(input: ValueInput): Record<string, unknown> {
  const value = input.read();
  if (typeof value !== "object" || value === null) throw input.wire.error("The fields of an Error are no object.");
  return value as Record<string, unknown>;
}
