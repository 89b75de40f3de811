import { randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { SpillFile, SpillStore } from "../engine/spill-space.ts";
import { SpillReadError, SpillWriteError, type SpillPlace } from "./spill-errors.ts";

/**
 * Files for what outgrows memory, in a folder for temporary ones.
 *
 * A file loses its name as soon as it is open, so that nothing is left of it however this process ends; where the system
 * doesn't allow that, it is removed when it is closed. It is closed when nothing refers to it any more, and at the latest
 * with all others.
 */
export class TempFiles implements SpillStore {
  readonly #folder: string;
  /** The open files, each with its path where it still has one. */
  readonly #open = new Map<number, string | undefined>();
  readonly #unused = new FinalizationRegistry<number>((descriptor) => {
    this.#close(descriptor);
  });

  constructor(folder: string) {
    this.#folder = folder;
  }

  open(step: string): SpillFile {
    const place: SpillPlace = { step, folder: this.#folder };
    const path = join(this.#folder, `purlin-${String(process.pid)}-${randomUUID()}.spill`);
    let descriptor: number;
    try {
      descriptor = openSync(path, "wx+", 0o600);
    } catch (cause) {
      throw new SpillWriteError(place, cause);
    }
    this.#open.set(descriptor, isRemoved(path) ? undefined : path);
    const file = new TempFile(descriptor, place, (candidate) => this.#open.has(candidate));
    this.#unused.register(file, descriptor, file);
    return file;
  }

  /** Closes all files: what was written to them is gone. */
  close(): void {
    for (const descriptor of [...this.#open.keys()]) this.#close(descriptor);
  }

  #close(descriptor: number): void {
    if (!this.#open.has(descriptor)) return;
    const path = this.#open.get(descriptor);
    this.#open.delete(descriptor);
    closeSync(descriptor);
    if (path !== undefined) rmSync(path, { force: true });
  }
}

/** Takes the name from a file; false where that must wait until it is closed. */
function isRemoved(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch {
    return false;
  }
}

class TempFile implements SpillFile {
  size = 0;
  readonly #descriptor: number;
  readonly #place: SpillPlace;
  readonly #isOpen: (descriptor: number) => boolean;

  constructor(descriptor: number, place: SpillPlace, isOpen: (descriptor: number) => boolean) {
    this.#descriptor = descriptor;
    this.#place = place;
    this.#isOpen = isOpen;
  }

  append(bytes: Uint8Array): void {
    try {
      // A disk that is nearly full takes a part.
      for (let written = 0; written < bytes.length;) {
        written += writeSync(this.#descriptor, bytes, written, bytes.length - written, this.size + written);
      }
    } catch (cause) {
      throw new SpillWriteError(this.#place, cause);
    }
    this.size += bytes.length;
  }

  read(into: Uint8Array, position: number): void {
    if (!this.#isOpen(this.#descriptor)) throw new SpillReadError(this.#place, undefined);
    let filled = 0;
    try {
      while (filled < into.length) {
        const count = readSync(this.#descriptor, into, filled, into.length - filled, position + filled);
        if (count === 0) throw new Error(`The file ends at ${String(position + filled)} bytes.`);
        filled += count;
      }
    } catch (cause) {
      throw new SpillReadError(this.#place, cause);
    }
  }
}
