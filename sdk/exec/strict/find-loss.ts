import { isDeepStrictEqual } from "node:util";
import { objectKind } from "../../coders/object-kind.ts";

/** Where what came out of a coder is not what went in. */
export interface Loss {
  /** The path from the whole value: `.items[3].price`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

type Members = Readonly<Record<string, unknown>>;

/** Deeper values are compared by their encodings alone. */
const maxDepth = 100;

/**
 * Compares what went into a coder with what came out; undefined where nothing is lost.
 *
 * A property that is undefined counts as one that isn't there. A Buffer may come back as the bytes that it is. Of
 * instances of classes that are not JavaScript's own, the class and the properties are compared.
 *
 * @param isRow - whether it is a coder of rows: absent fields come back as null, instances as plain objects
 */
export function findLoss(before: unknown, after: unknown, isRow: boolean): Loss | undefined {
  return new LossFinder(isRow).find(before, after, "", 0);
}

class LossFinder {
  readonly #isRow: boolean;

  constructor(isRow: boolean) {
    this.#isRow = isRow;
  }

  find(before: unknown, after: unknown, path: string, depth: number): Loss | undefined {
    if (this.#isSamePrimitive(before, after) || depth > maxDepth) return undefined;
    if (!isObject(before) || !isObject(after)) return { path, before, after };
    const isSame = this.#isSameWhole(before, after);
    if (isSame !== undefined) return isSame ? undefined : { path, before, after };
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const segment = Array.isArray(before) ? `[${key}]` : `.${key}`;
      const loss = this.find(before[key], after[key], path + segment, depth + 1);
      if (loss !== undefined) return loss;
    }
    return undefined;
  }

  #isSamePrimitive(before: unknown, after: unknown): boolean {
    // By ===, as well: coders of integers have one zero.
    if (before === after || Object.is(before, after)) return true;
    // Functions can't be compared: a coder of the program's own knows what it makes of them.
    if (typeof before === "function" && typeof after === "function") return true;
    return this.#isRow && (before ?? null) === (after ?? null);
  }

  /** Whether two objects are the same; undefined where their members tell. */
  #isSameWhole(before: Members, after: Members): boolean | undefined {
    if (ArrayBuffer.isView(before) && ArrayBuffer.isView(after)) return hasSameBytes(before, after);
    if (Array.isArray(before) || Array.isArray(after)) {
      return Array.isArray(before) && Array.isArray(after) && before.length === after.length ? undefined : false;
    }
    if (this.#isRow && objectKind(after) !== "instance") return undefined;
    const kind = objectKind(before);
    if (kind !== "instance" && objectKind(after) === kind) return undefined;
    if (Object.getPrototypeOf(before) !== Object.getPrototypeOf(after)) return false;
    return hasHiddenContents(before) ? isDeepStrictEqual(before, after) : undefined;
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null;
}

function hasHiddenContents(value: unknown): boolean {
  return value instanceof Date || value instanceof Map || value instanceof Set || value instanceof RegExp;
}

function hasSameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
