import { decodeBytes, encodeBytes } from "../coders/encode-bytes.ts";
import { valueCoderOf } from "../coders/value-coder.ts";
import { currentReplay } from "../options/replay.ts";
import { DuplicateValueError, UnknownValueError } from "./pipeline-errors.ts";

/** The values of one pipeline that are computed at its submission, and replayed on workers. */
export class ValueStore {
  readonly #names = new Set<string>();
  readonly #encoded = new Map<string, Uint8Array>();

  /** The values that were computed, encoded by the value coder. */
  get encoded(): ReadonlyMap<string, Uint8Array> {
    return this.#encoded;
  }

  /**
   * Returns the value of that name: what was shipped, on a worker; else what `compute` returns.
   *
   * @throws DuplicateValueError when it was asked for before
   * @throws UnknownValueError on a worker, when it was not shipped
   */
  async value<T>(name: string, compute: () => T | Promise<T>): Promise<T> {
    if (this.#names.has(name)) throw new DuplicateValueError(name);
    this.#names.add(name);
    const coder = valueCoderOf<T>();
    const shipped = currentReplay()?.values;
    if (shipped === undefined) this.#encoded.set(name, encodeBytes(coder, await compute()));
    const bytes = (shipped ?? this.#encoded).get(name);
    if (bytes === undefined) throw new UnknownValueError(name, [...(shipped ?? this.#encoded).keys()]);
    // The submitter too goes on with what workers will decode, so that all see the same.
    return decodeBytes(coder, bytes);
  }
}
