/** How many bytes of state a worker keeps. */
const defaultCacheBytes = 100 * 1024 * 1024;
/** What an entry costs besides its bytes. */
const entryBytes = 200;

/**
 * Keeps state that was read, over bundles, up to a number of bytes; what was not used for longest goes first.
 *
 * An entry is known by the runner's cache token and the key: a runner gives another token when what it names may have
 * changed, so an entry is never out of date, only unused.
 */
export class StateCache {
  readonly #maxBytes: number;
  // A map is in the order of insertion, and an entry that is used is inserted anew.
  readonly #entries = new Map<string, readonly Uint8Array[]>();
  #sizeBytes = 0;

  constructor(maxBytes: number = defaultCacheBytes) {
    this.#maxBytes = maxBytes;
  }

  /** How many bytes are kept. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Returns the pages of an entry; undefined when it isn't here. */
  get(id: string): readonly Uint8Array[] | undefined {
    const pages = this.#entries.get(id);
    if (pages === undefined) return undefined;
    this.#entries.delete(id);
    this.#entries.set(id, pages);
    return pages;
  }

  /** Keeps an entry in the place of the one of that id. */
  set(id: string, pages: readonly Uint8Array[]): void {
    this.delete(id);
    const size = sizeOf(id, pages);
    if (size > this.#maxBytes) return;
    this.#entries.set(id, pages);
    this.#sizeBytes += size;
    for (const oldest of this.#entries.keys()) {
      if (this.#sizeBytes <= this.#maxBytes) break;
      this.delete(oldest);
    }
  }

  /** Forgets an entry. */
  delete(id: string): void {
    const pages = this.#entries.get(id);
    if (pages === undefined) return;
    this.#entries.delete(id);
    this.#sizeBytes -= sizeOf(id, pages);
  }
}

function sizeOf(id: string, pages: readonly Uint8Array[]): number {
  return pages.reduce((sum, { length }) => sum + length, 2 * id.length + entryBytes);
}
