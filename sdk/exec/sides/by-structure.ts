import type { Coder } from "../../coders/coder.ts";
import { keyCoderOf } from "../../coders/key-coder.ts";

/** Returns the coder by which values are compared: the canonical one, without what a runner has put around it. */
export function comparingCoder(coder: Coder<unknown>): Coder<unknown> {
  let inner = coder;
  while (inner.kind === "length_prefix" && inner.components[0] !== undefined) inner = inner.components[0];
  return keyCoderOf(inner) ?? inner;
}

/** A set in which values are equal when their encodings are. Where all are primitives, a plain Set is the same. */
export class StructuralSet extends Set<unknown> {
  readonly #coder: Coder<unknown>;
  readonly #structures = new Set<unknown>();

  constructor(coder: Coder<unknown>, values: Iterable<unknown>) {
    super();
    this.#coder = coder;
    for (const value of values) this.add(value);
  }

  override add(value: unknown): this {
    const structure = this.#coder.structuralValue(value);
    if (this.#structures.has(structure)) return this;
    this.#structures.add(structure);
    return super.add(value);
  }

  override has(value: unknown): boolean {
    return this.#structures.has(this.#coder.structuralValue(value));
  }
}

/** A map in which keys are equal when their encodings are. Where all are primitives, a plain Map is the same. */
export class StructuralMap extends Map<unknown, unknown> {
  readonly #coder: Coder<unknown>;
  readonly #keys = new Map<unknown, unknown>();

  constructor(coder: Coder<unknown>) {
    super();
    this.#coder = coder;
  }

  override set(key: unknown, value: unknown): this {
    const structure = this.#coder.structuralValue(key);
    const known = this.#keys.has(structure);
    if (!known) this.#keys.set(structure, key);
    return super.set(known ? this.#keys.get(structure) : key, value);
  }

  override get(key: unknown): unknown {
    const structure = this.#coder.structuralValue(key);
    return this.#keys.has(structure) ? super.get(this.#keys.get(structure)) : undefined;
  }

  override has(key: unknown): boolean {
    return this.#keys.has(this.#coder.structuralValue(key));
  }
}
