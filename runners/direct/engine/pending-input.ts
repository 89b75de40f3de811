import type { ElementSource } from "../../../sdk/exec/bundle-context.ts";
import type { ElementMetadata } from "../../../sdk/exec/registers.ts";
import type { Timestamp } from "../../../sdk/values/timestamp.ts";

/** Elements that a bundle takes, as an `Input`: what the engine hands on and never looks at. */
export interface TakenInput<Input = ElementSource> {
  readonly input: Input;
  /** How many elements it has. */
  readonly size: number;
  /** The earliest event time at which its processing may emit. */
  readonly hold: Timestamp;
}

/** What has come for a stage and is not processed yet: a buffer of elements, or a table of groups. */
export interface PendingInput<Input = ElementSource> {
  /** How many elements, or groups, there are. */
  readonly size: number;
  /** The earliest event time of what is here; the latest instant when nothing is. */
  readonly hold: Timestamp;
  /** Adds one element. */
  add(value: unknown, metadata: ElementMetadata): void;
  /** Adds all of another one of the same stage, which must not be used any more. */
  absorb(other: PendingInput<Input>): void;
  /** Takes out what may be processed when the stage's input watermark is at `watermark`; `size` 0 when nothing may. */
  take(watermark: Timestamp): TakenInput<Input>;
}
