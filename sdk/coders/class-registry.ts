// The classes whose instances the value coder may carry. The table is the process's own: a worker evaluates the same
// modules as the submitting program, so it registers the same classes.

import { PurlinError } from "../values/purlin-error.ts";

/** How the instances of a class travel; both functions have defaults, see {@link registerClass}. */
export interface ClassOptions<T extends object, P> {
  /** What the class is called in the encoding; its own name where left out. It must be the same on both sides. */
  readonly name?: string;
  /** Returns what stands for an instance: any value that the value coder carries. */
  readonly toPlain?: (instance: T) => P;
  /** Makes an instance from what toPlain returned. */
  readonly fromPlain?: (plain: P) => T;
}

/** A class as the value coder sees it. */
export interface RegisteredClass {
  readonly name: string;
  readonly toPlain: (instance: object) => unknown;
  readonly fromPlain: (plain: unknown) => object;
}

/** A class that can't be registered: its name is taken, or it is not one. */
export class ClassRegistrationError extends PurlinError {}

type Constructor<T extends object> = abstract new (...parameters: never[]) => T;

const byName = new Map<string, RegisteredClass & { readonly prototype: object }>();
const byPrototype = new Map<object, RegisteredClass>();

/**
 * Lets instances of a class travel between workers.
 *
 * Without functions an instance travels as its enumerable own properties and comes back with the class's prototype, its
 * constructor not called; a class with private fields must give both functions. Subclasses register themselves.
 *
 * @throws ClassRegistrationError when another class has the name
 * @example
 * ```ts
 * registerClass(Money, { toPlain: (m) => [m.amount, m.currency], fromPlain: ([a, c]) => new Money(a, c) });
 * ```
 */
export function registerClass<T extends object, P = Record<string, unknown>>(
  constructor: Constructor<T>,
  options: ClassOptions<T, P> = {},
): void {
  const name = options.name ?? constructor.name;
  const prototype = constructor.prototype as object;
  const taken = byName.get(name);
  if (name === "" || (taken !== undefined && taken.prototype !== prototype)) throw unusable(name);
  const registered = {
    name,
    prototype,
    // What is registered for a prototype is only ever given its instances, and what its toPlain returned.
    toPlain: (options.toPlain ?? ownProperties) as (instance: object) => unknown,
    fromPlain: (options.fromPlain ?? ((plain: P) => withPrototype(prototype, plain))) as (plain: unknown) => object,
  };
  byName.set(name, registered);
  byPrototype.set(prototype, registered);
}

/** Returns how an instance of a registered class travels; undefined for every other object. */
export function registeredClassOf(value: object): RegisteredClass | undefined {
  return byPrototype.get(Object.getPrototypeOf(value) as object);
}

/** Returns the class that is registered under a name. */
export function registeredClassNamed(name: string): RegisteredClass | undefined {
  return byName.get(name);
}

function ownProperties(instance: object): Record<string, unknown> {
  return { ...instance };
}

function withPrototype(prototype: object, plain: unknown): object {
  return Object.assign(Object.create(prototype) as object, plain);
}

function unusable(name: string): ClassRegistrationError {
  return new ClassRegistrationError("ClassRegistrationError", "PURLIN_CLASS_REGISTRATION", {
    summary: name === "" ? "A class without a name can't be registered." : `Another class is registered as "${name}".`,
    remedies: [`give it a name of its own: registerClass(TheClass, { name: "shop.Order" })`],
  });
}
