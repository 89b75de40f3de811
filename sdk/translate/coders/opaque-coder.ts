import type { Coder } from "../../coders/coder.ts";
import { CoderError } from "../../coders/coder-error.ts";

/**
 * A coder that this SDK doesn't know, kept as what came. It has a place in a graph, and neither writes nor reads.
 */
export class OpaqueCoder implements Coder<unknown> {
  readonly kind = "opaque";
  readonly urn: string;
  readonly payload: Uint8Array;
  readonly components: readonly Coder<unknown>[];
  // Another SDK has checked what it groups by; of this coder nothing can be claimed.
  readonly isDeterministic = false;

  constructor(urn: string, payload: Uint8Array, components: readonly Coder<unknown>[]) {
    this.urn = urn;
    this.payload = payload;
    this.components = components;
  }

  encode(): never {
    throw this.#unknown("written");
  }

  decode(): never {
    throw this.#unknown("read");
  }

  structuralValue(): never {
    throw this.#unknown("grouped");
  }

  #unknown(verb: string): CoderError {
    return new CoderError({
      summary: `An element is to be ${verb} with a coder that this SDK doesn't know.`,
      facts: { coder: this.urn === "" ? "one without a URN" : this.urn },
      remedies: ["give the PCollection between the two SDKs a coder that both know, such as one of rows"],
    });
  }
}
