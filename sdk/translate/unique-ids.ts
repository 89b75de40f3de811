/** Hands out ids, each once: readable ones, made of names. */
export class UniqueIds {
  readonly #taken = new Set<string>();
  /** How often each name was asked for, so that many equal names take no search. */
  readonly #counts = new Map<string, number>();

  /** @param taken - ids that others have given already */
  constructor(taken: Iterable<string> = []) {
    // An object gives up its prototype under this key, and components are kept in objects.
    this.#taken = new Set(["__proto__", ...taken]);
  }

  /** Returns an id like `name`: without the characters that file systems, URLs or shells would trip over. */
  next(name: string): string {
    const base = name.replace(/[^\p{L}\p{N}_.-]+/gu, "-");
    let count = this.#counts.get(base) ?? 0;
    let id: string;
    do id = ++count === 1 && base !== "" ? base : `${base}_${String(count)}`;
    while (this.#taken.has(id));
    this.#counts.set(base, count);
    this.#taken.add(id);
    return id;
  }
}
