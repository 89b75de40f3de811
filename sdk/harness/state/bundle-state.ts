import { create, toBinary } from "@bufbuild/protobuf";
import { handled } from "../../exec/maybe-promise.ts";
import {
  StateKeySchema,
  type ProcessBundleRequest_CacheToken,
  type StateKey,
} from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import type { StateCache } from "./state-cache.ts";
import type { StateConnection } from "./state-connection.ts";

/** What is read page by page is cached up to this size. */
const fewBytes = 1024 * 1024;

/** What the state of a bundle is reached by. */
export interface BundleStateParts {
  readonly instructionId: string;
  /** Undefined where the descriptor names no state service. */
  readonly connection: StateConnection | undefined;
  readonly cache: StateCache;
  readonly cacheTokens: readonly ProcessBundleRequest_CacheToken[];
}

/** The runner's state as one bundle sees it: the Fn API's three operations, with a cache over bundles before them. */
export class BundleState {
  readonly #parts: BundleStateParts;
  readonly #tokens: ReadonlyMap<string, string>;
  #writing: Promise<unknown>[] = [];

  constructor(parts: BundleStateParts) {
    this.#parts = parts;
    this.#tokens = new Map(
      parts.cacheTokens.map(({ type, token }) => [
        type.case === "sideInput" ? sideInputName(type.value) : "",
        Buffer.from(token).toString("latin1"),
      ]),
    );
  }

  /**
   * Returns the bytes under a key, in the pages in which they came; an element may go on in the next page.
   *
   * @param maxBytes - beyond it the reading is given up
   * @throws RangeError when there are more than `maxBytes`
   */
  async get(key: StateKey, maxBytes = Infinity): Promise<readonly Uint8Array[]> {
    const id = this.#cacheId(key);
    const cached = id === undefined ? undefined : this.#parts.cache.get(id);
    if (cached !== undefined) return cached;
    const pages: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const page of this.#askPages(key)) {
      pages.push(page);
      sizeBytes += page.length;
      if (sizeBytes > maxBytes) throw new RangeError(`More than ${String(maxBytes)} bytes lie under one key of state.`);
    }
    this.#keep(id, pages);
    return pages;
  }

  /** Yields the bytes under a key page by page, never whole; an element may go on in the next page. Few bytes are cached. */
  async *pages(key: StateKey): AsyncGenerator<Uint8Array, void, undefined> {
    const id = this.#cacheId(key);
    const cached = id === undefined ? undefined : this.#parts.cache.get(id);
    if (cached !== undefined) {
      yield* cached;
      return;
    }
    let few: Uint8Array[] | undefined = [];
    let sizeBytes = 0;
    for await (const page of this.#askPages(key)) {
      sizeBytes += page.length;
      if (sizeBytes > fewBytes) few = undefined;
      few?.push(page);
      yield page;
    }
    if (few !== undefined) this.#keep(id, few);
  }

  /** Returns the runner's token for a side input: as long as it is the same, so are the contents. */
  sideInputToken(transformId: string, sideInputId: string): string | undefined {
    return this.#tokens.get(sideInputName({ transformId, sideInputId }));
  }

  /** Adds bytes under a key; {@link BundleState.written} waits until the runner has them. */
  append(key: StateKey, data: Uint8Array): void {
    const id = this.#cacheId(key);
    const cached = id === undefined ? undefined : this.#parts.cache.get(id);
    if (id !== undefined && cached !== undefined) this.#parts.cache.set(id, [...cached, data]);
    this.#write(this.#ask(key, { case: "append", value: { data } }));
  }

  /** Removes what is under a key. */
  clear(key: StateKey): void {
    const id = this.#cacheId(key);
    if (id !== undefined) this.#parts.cache.set(id, []);
    this.#write(this.#ask(key, { case: "clear", value: {} }));
  }

  /**
   * Waits until the runner has answered all that was written.
   *
   * @throws StateRequestError when it has refused something
   */
  async written(): Promise<void> {
    const writing = this.#writing;
    this.#writing = [];
    await Promise.all(writing);
  }

  async *#askPages(key: StateKey): AsyncGenerator<Uint8Array, void, undefined> {
    let continuationToken: Uint8Array = new Uint8Array();
    do {
      const { response } = await this.#ask(key, { case: "get", value: { continuationToken } });
      if (response.case !== "get") throw new Error("The runner has answered a read of state with something else.");
      yield response.value.data;
      continuationToken = response.value.continuationToken;
    } while (continuationToken.length > 0);
  }

  #keep(id: string | undefined, pages: readonly Uint8Array[]): void {
    if (id === undefined) return;
    // A copy: a page is part of a message, which it would keep in memory whole.
    const copies = pages.map((page) => new Uint8Array(page));
    this.#parts.cache.set(id, copies);
  }

  #write(work: Promise<unknown>): void {
    this.#writing.push(handled(work));
  }

  #ask(key: StateKey, request: Parameters<StateConnection["ask"]>[0]["request"]): ReturnType<StateConnection["ask"]> {
    const { connection, instructionId } = this.#parts;
    if (connection === undefined) {
      return Promise.reject(new Error("This bundle needs state, and its descriptor names no state service."));
    }
    return connection.ask({ instructionId, key, request });
  }

  /** What the cache knows a key by; undefined where the runner has given no token for it. */
  #cacheId({ type }: StateKey): string | undefined {
    const token = this.#tokens.get(tokenName(type));
    if (token === undefined) return undefined;
    const bytes = toBinary(StateKeySchema, create(StateKeySchema, { type }));
    return `${String(token.length)}:${token}${Buffer.from(bytes).toString("latin1")}`;
  }
}

/** Which token holds for a key. What only the runner understands has none: nothing says when it changes. */
function tokenName(type: StateKey["type"]): string {
  switch (type.case) {
    case "iterableSideInput":
    case "multimapSideInput":
    case "multimapKeysSideInput":
    case "multimapKeysValuesSideInput":
      return sideInputName(type.value);
    case "runner":
    case undefined:
      return "none";
    default:
      return "";
  }
}

function sideInputName({ transformId, sideInputId }: { transformId: string; sideInputId: string }): string {
  return `side input ${JSON.stringify([transformId, sideInputId])}`;
}
