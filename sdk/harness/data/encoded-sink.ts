import type { Coder } from "../../coders/coder.ts";
import { WireWriter } from "../../coders/wire-writer.ts";
import type { ElementSink } from "../../exec/bundle-context.ts";
import type { MaybePromise } from "../../exec/maybe-promise.ts";
import type { Registers } from "../../exec/registers.ts";
import type { ElementWire } from "./element-wire.ts";
import { HeaderWriter } from "./header-writer.ts";

/** A sink hands on what it has once it has this much. */
const flushBytes = 512 * 1024;

/** What a sink is made from. */
export interface EncodedSinkParts {
  readonly wire: ElementWire;
  /** Takes the encoding of an element now and then. */
  readonly sample: (element: Uint8Array) => void;
}

/** Where a sink's bytes go; what it returns is awaited before more is written. */
export type SendBytes = (bytes: Uint8Array) => MaybePromise;

/** Encodes the elements that leave bundles through one sink, one bundle at a time. */
export class EncodedSink implements ElementSink {
  readonly writePair?: (key: unknown, value: unknown, registers: Registers) => MaybePromise;
  readonly #parts: EncodedSinkParts;
  readonly #header: HeaderWriter;
  readonly #value: Coder<unknown>;
  #writer = new WireWriter();
  #send: SendBytes = noBundle;

  constructor(parts: EncodedSinkParts) {
    const { value } = parts.wire;
    this.#parts = parts;
    this.#header = new HeaderWriter(parts.wire);
    this.#value = value;
    const [keyCoder, valueCoder] = value.components;
    if (value.kind === "kv" && keyCoder !== undefined && valueCoder !== undefined) {
      this.writePair = (key, part, registers) => {
        const writer = this.#writer;
        this.#header.write(registers, writer);
        keyCoder.encode(key, writer, true);
        valueCoder.encode(part, writer, true);
        return writer.position < flushBytes ? undefined : this.flush();
      };
    }
  }

  /** Begins a bundle. */
  begin(send: SendBytes): void {
    this.#send = send;
    this.#writer.truncate(0);
  }

  // What can't be encoded fails the bundle, so nothing need be taken back of it.
  write(value: unknown, registers: Registers): MaybePromise {
    const writer = this.#writer;
    const start = writer.position;
    this.#header.write(registers, writer);
    const valueStart = writer.position;
    this.#value.encode(value, writer, true);
    if (start === 0) this.#parts.sample(writer.viewFrom(valueStart));
    return writer.position < flushBytes ? undefined : this.flush();
  }

  /** Hands on what was written, if anything was. */
  flush(): MaybePromise {
    return this.#writer.position === 0 ? undefined : this.#send(this.take());
  }

  /** Returns what was written and not handed on. */
  take(): Uint8Array {
    const writer = this.#writer;
    // A copy of little is cheaper than a new buffer; and one huge element must not leave a huge buffer behind.
    if (writer.position < writer.capacity / 4) {
      const bytes = writer.copyFrom(0);
      writer.truncate(0);
      if (writer.capacity > 4 * flushBytes) this.#writer = new WireWriter();
      return bytes;
    }
    if (writer.capacity <= 4 * flushBytes) return writer.takeBytes();
    this.#writer = new WireWriter();
    return writer.viewFrom(0);
  }
}

function noBundle(): never {
  throw new Error("A sink was written to outside of a bundle.");
}
