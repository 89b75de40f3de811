import type { ElementSource } from "../../../../sdk/exec/bundle-context.ts";
import type { Registers } from "../../../../sdk/exec/registers.ts";
import type { ElementCoders } from "../../engine/element-chunk.ts";
import { ChunkReader } from "../chunk-reader.ts";
import type { FeedReader } from "./feed-reader.ts";

/** Decodes the elements of a feed as they are read. */
export class DecodedSource implements ElementSource {
  value: unknown;
  readonly #feed: FeedReader;
  readonly #coders: ElementCoders;
  #chunk: ChunkReader | undefined;

  constructor(feed: FeedReader, coders: ElementCoders) {
    this.#feed = feed;
    this.#coders = coders;
  }

  advance(registers: Registers): boolean {
    while (this.#chunk === undefined || this.#chunk.isAtEnd) {
      const bytes = this.#feed.next();
      if (bytes === undefined) return false;
      this.#chunk = new ChunkReader(bytes, this.#coders);
    }
    this.value = this.#chunk.read();
    registers.install(this.#chunk.metadata);
    return true;
  }

  more(): Promise<boolean> | false {
    return this.#feed.more();
  }
}

/** Gives all elements of a feed to `add`. */
export async function readAll(
  feed: FeedReader,
  coders: ElementCoders,
  add: (element: unknown, metadata: ChunkReader["metadata"]) => void,
): Promise<void> {
  for (;;) {
    for (let bytes = feed.next(); bytes !== undefined; bytes = feed.next()) {
      const chunk = new ChunkReader(bytes, coders);
      while (!chunk.isAtEnd) {
        const element = chunk.read();
        add(element, chunk.metadata);
      }
    }
    const more = feed.more();
    if (more === false) return;
    await more;
  }
}
