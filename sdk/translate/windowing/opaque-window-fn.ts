import type { Coder } from "../../coders/coder.ts";
import type { Window } from "../../values/window.ts";
import type { WindowFn } from "../../windowing/window-fn.ts";

/** A WindowFn that this SDK doesn't know, kept as what came. It has a place in a graph, and assigns nothing. */
export class OpaqueWindowFn implements WindowFn {
  readonly kind = "opaque";
  readonly urn: string;
  readonly payload: Uint8Array;
  readonly windowCoder: Coder<Window>;
  readonly isMerging: boolean;

  constructor(
    spec: { readonly urn: string; readonly payload: Uint8Array },
    windowCoder: Coder<Window>,
    isMerging: boolean,
  ) {
    this.urn = spec.urn;
    this.payload = spec.payload;
    this.windowCoder = windowCoder;
    this.isMerging = isMerging;
  }

  assignWindows(): never {
    throw new Error(`Windows are to be assigned by a WindowFn that this SDK doesn't know: ${this.urn}.`);
  }

  isCompatible(other: WindowFn): boolean {
    return (
      other instanceof OpaqueWindowFn && other.urn === this.urn && Buffer.compare(other.payload, this.payload) === 0
    );
  }

  toString(): string {
    return this.urn;
  }
}
