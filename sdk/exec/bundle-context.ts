import type { MaybePromise } from "./maybe-promise.ts";
import type { Registers } from "./registers.ts";
import type { SideInputReader } from "./sides/side-input-reader.ts";

/** Everything a bundle may ask of the world outside it. The harness answers over gRPC, the DirectRunner from memory. */
export interface BundleContext {
  readonly data: DataPlane;
  /** Where side inputs are read; a bundle whose steps have none may do without. */
  readonly sides?: SideInputReader;
}

/** Where elements come into a bundle and leave it. */
export interface DataPlane {
  /** The input of the source transform of that id. */
  source(transformId: string): ElementSource;
  /** The output of the sink transform of that id. */
  sink(transformId: string): ElementSink;
}

/** Elements to read one after the other. */
export interface ElementSource {
  /** The element that `advance` has moved to. */
  readonly value: unknown;
  /** Moves to the next element and puts its metadata into the registers; false when none is here now. */
  advance(registers: Registers): boolean;
  /** Waits for more elements; false when there are none to come. */
  more(): Promise<boolean> | false;
}

/** Takes the elements that leave a bundle. */
export interface ElementSink {
  /** Takes an element, whose metadata is in the registers. */
  write(value: unknown, registers: Registers): MaybePromise;
  /** Takes a pair, as `write` takes a tuple, where it can do without one. */
  writePair?(key: unknown, value: unknown, registers: Registers): MaybePromise;
}
