// Says what in a value can't be carried, and where. The encoder only finds out that there is something; this walk, which
// keeps a path, happens after that.

import { registeredClassOf } from "./class-registry.ts";
import { CoderError } from "./coder-error.ts";
import { objectKind } from "./object-kind.ts";
import { builtinOf, derivedBuiltinOf } from "./value-builtins.ts";
import { MAX_DEPTH } from "./value-format.ts";

interface Finding {
  /** The path from the whole value: `.items[3].price`. */
  readonly path: string;
  readonly what: string;
  readonly remedies: readonly string[];
}

/** Returns the error for a value of which some part can't be carried. */
export function refusal(value: unknown): CoderError {
  const finding = find(value, "", []) ?? {
    path: "",
    what: "something that changes while it is read, or is nested too deep",
    remedies: [],
  };
  return new CoderError({
    summary: `The value coder can't carry ${finding.what}.`,
    facts: { path: nameOf(value) + finding.path },
    remedies: finding.remedies,
  });
}

function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return "value";
  const constructor: unknown = (value as { constructor?: unknown }).constructor;
  const isNamed = typeof constructor === "function" && objectKind(value) === "instance" && constructor.name !== "";
  return isNamed ? constructor.name.charAt(0).toLowerCase() + constructor.name.slice(1) : "value";
}

function find(value: unknown, path: string, ancestors: object[]): Finding | undefined {
  if (typeof value === "function") {
    return {
      path,
      what: `the function ${value.name || "(anonymous)"}`,
      remedies: ["keep functions in the steps, and data in the elements"],
    };
  }
  if (typeof value === "symbol") return { path, what: `the symbol ${String(value)}`, remedies: ["use a string"] };
  if (typeof value !== "object" || value === null) return undefined;
  if (ancestors.includes(value))
    return { path, what: "a cycle: this is an object that contains it", remedies: ["refer to it by an id"] };
  if (ancestors.length >= MAX_DEPTH)
    return {
      path: cut(path),
      what: `values nested more than ${String(MAX_DEPTH)} deep`,
      remedies: ["use a flat list"],
    };
  return findWithin(value, path, ancestors);
}

function findWithin(value: object, path: string, ancestors: object[]): Finding | undefined {
  const children = childrenOf(value);
  if (children === undefined) return uncarriedInstance(value, path);
  const symbol = Object.getOwnPropertySymbols(value).find((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key),
  );
  if (symbol !== undefined && objectKind(value) !== "instance" && !Array.isArray(value)) {
    return {
      path,
      what: `a property whose key is the symbol ${String(symbol)}`,
      remedies: ["use a string as the key"],
    };
  }
  const depth = ancestors.length;
  ancestors.push(value);
  // Errors and instances of registered classes hold their fields in one object more.
  if (objectKind(value) === "instance" && !(value instanceof Map || value instanceof Set)) ancestors.push(children);
  for (const [segment, child] of children) {
    const found = find(child, path + segment, ancestors);
    if (found !== undefined) return found;
  }
  ancestors.length = depth;
  return undefined;
}

/** Lists what an object holds, with how a path names it; undefined for an object that can't be carried itself. */
function childrenOf(value: object): Iterable<readonly [segment: string, child: unknown]> | undefined {
  const kind = objectKind(value);
  // flatMap passes over holes
  if (kind === "array") return (value as unknown[]).flatMap((child, index) => [[`[${String(index)}]`, child] as const]);
  if (kind !== "instance") return Object.entries(value).map(([key, child]) => [segmentOf(key), child] as const);
  const builtin = builtinOf(value);
  if (builtin !== undefined) return builtin.children?.(value) ?? [];
  const registered = registeredClassOf(value);
  if (registered === undefined) return derivedBuiltinOf(value)?.children?.(value);
  const plain = registered.toPlain(value);
  const isPlain =
    typeof plain === "object" && plain !== null && !Array.isArray(plain) && objectKind(plain) !== "instance";
  return isPlain ? childrenOf(plain) : [["", plain]];
}

function segmentOf(key: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function uncarriedInstance(value: object, path: string): Finding {
  const constructor: unknown = (value as { constructor?: unknown }).constructor;
  const name = typeof constructor === "function" && constructor.name !== "" ? constructor.name : "an unnamed class";
  const isOwn = Object.hasOwn(globalThis, name);
  const remedies = isOwn
    ? ["carry what it stands for: the data in it"]
    : [
        `register the class where it is defined: registerClass(${name})`,
        `with private fields: registerClass(${name}, { toPlain: (x) => ..., fromPlain: (plain) => ... })`,
        "use a plain object",
      ];
  return { path, what: `an instance of ${name}`, remedies };
}

function cut(path: string): string {
  return path.length <= 80 ? path : `${path.slice(0, 80)}...`;
}
