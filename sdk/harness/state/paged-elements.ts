import type { Coder } from "../../coders/coder.ts";
import { WireReader } from "../../coders/wire-reader.ts";

/**
 * Decodes elements that come in pages of bytes, where an element may go on in the next page: yields those that each page
 * completes.
 *
 * @throws CoderError when what is left at the end is no whole element
 */
export async function* pagedElements(
  pages: AsyncIterable<Uint8Array>,
  coder: Coder<unknown>,
): AsyncGenerator<readonly unknown[], void, undefined> {
  const decoder = new PageDecoder(coder);
  for await (const page of pages) {
    const elements = decoder.take(page);
    if (elements.length > 0) yield elements;
  }
  const last = decoder.end();
  if (last.length > 0) yield last;
}

/** Decodes all elements of bytes that came in pages. */
export function wholeElements(pages: readonly Uint8Array[], coder: Coder<unknown>): readonly unknown[] {
  const [first] = pages;
  const decoder = new PageDecoder(coder);
  const taken = decoder.take(pages.length === 1 && first !== undefined ? first : Buffer.concat(pages));
  const last = decoder.end();
  return last.length === 0 ? taken : [...taken, ...last];
}

class PageDecoder {
  readonly #coder: Coder<unknown>;
  // The beginning of an element that goes on in the next page.
  #pieces: Uint8Array[] = [];
  #sizeBytes = 0;
  #retryAt = 0;

  constructor(coder: Coder<unknown>) {
    this.#coder = coder;
  }

  take(page: Uint8Array): unknown[] {
    this.#pieces.push(page);
    this.#sizeBytes += page.length;
    // To try again with each piece of a large element would take the square of its time.
    return this.#sizeBytes >= this.#retryAt ? this.#decode(false) : [];
  }

  end(): unknown[] {
    return this.#sizeBytes === 0 ? [] : this.#decode(true);
  }

  #decode(isComplete: boolean): unknown[] {
    const [first] = this.#pieces;
    const bytes = this.#pieces.length === 1 && first !== undefined ? first : Buffer.concat(this.#pieces);
    const reader = new WireReader(bytes);
    const elements: unknown[] = [];
    let start = 0;
    try {
      while (!reader.isAtEnd) {
        start = reader.position;
        elements.push(this.#coder.decode(reader, true));
      }
      start = bytes.length;
    } catch (error) {
      // What is wrong otherwise is found when all is here.
      if (isComplete) throw error;
    }
    const rest = bytes.subarray(start);
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#sizeBytes = rest.length;
    this.#retryAt = 2 * rest.length;
    return elements;
  }
}
