import { create } from "@bufbuild/protobuf";
import type { Coder } from "../../coders/coder.ts";
import type { TokenResolver } from "../../coders/state-backed-iterable-coder.ts";
import { WireReader } from "../../coders/wire-reader.ts";
import { StateKeySchema } from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { PurlinError } from "../../values/purlin-error.ts";
import type { ReferencedState } from "../data/encoded-source.ts";
import type { BundleState } from "./bundle-state.ts";

/** How much of one group may lie in the runner's state: it is all in memory while the element is processed. */
const maxIterableBytes = 512 * 1024 * 1024;

interface Fetch {
  readonly token: Uint8Array;
  bytes: Uint8Array | undefined;
}

/**
 * Fetches the tails of groups that a runner has kept in its state.
 *
 * User code iterates a group synchronously, and state comes asynchronously. So the tail is fetched when the element that
 * refers to it was decoded, whole and before the element is handed on, and is decoded anew with each iteration. That
 * bounds how large it may be: {@link maxIterableBytes}.
 */
export class IterableFetches implements ReferencedState {
  readonly #maxBytes: number;
  #state: BundleState | undefined;
  #wanted: Fetch[] = [];

  constructor(maxBytes: number = maxIterableBytes) {
    this.#maxBytes = maxBytes;
  }

  /** What coders of state-backed iterables are given. */
  readonly resolve: TokenResolver<unknown> = (token, element) => {
    const fetch: Fetch = { token, bytes: undefined };
    this.#wanted.push(fetch);
    return () => elementsOf(fetch, element);
  };

  get isWanted(): boolean {
    return this.#wanted.length > 0;
  }

  /** Begins a bundle. */
  begin(state: BundleState): void {
    this.#state = state;
    this.#wanted = [];
  }

  forget(): void {
    if (this.#wanted.length > 0) this.#wanted = [];
  }

  async fetch(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = [];
    await Promise.all(wanted.map((fetch) => this.#fetch(fetch)));
  }

  async #fetch(fetch: Fetch): Promise<void> {
    if (this.#state === undefined) throw new Error("A group was read outside of a bundle.");
    const key = create(StateKeySchema, { type: { case: "runner", value: { key: fetch.token } } });
    let pages: readonly Uint8Array[];
    try {
      pages = await this.#state.get(key, this.#maxBytes);
    } catch (error) {
      throw error instanceof RangeError ? new GroupTooLargeError(this.#maxBytes, error) : error;
    }
    const [first] = pages;
    fetch.bytes = pages.length === 1 && first !== undefined ? first : Buffer.concat(pages);
  }
}

function* elementsOf({ bytes }: Fetch, element: Coder<unknown>): Generator<unknown, void, undefined> {
  if (bytes === undefined) throw new Error("A group was iterated before its tail was fetched.");
  const reader = new WireReader(bytes);
  while (!reader.isAtEnd) yield element.decode(reader, true);
}

/** Thrown when the values of one key are more than a worker takes into memory. */
class GroupTooLargeError extends PurlinError {
  constructor(maxBytes: number, cause: unknown) {
    super("GroupTooLargeError", "PURLIN_GROUP_TOO_LARGE", {
      summary: `The values of one key take more than ${String(Math.round(maxBytes / 1024 / 1024))} MiB, which a worker does not take into memory.`,
      remedies: [
        "combine them, which keeps no values:  .combinePerKey(...)  in the place of  .groupByKey()",
        "spread them over more keys, such as [key, shard], and combine the results",
      ],
      cause,
    });
  }
}
