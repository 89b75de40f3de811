import type { SideForm, SideStoreParts } from "./side-store.ts";

/** A collection that is kept in one form, for all side inputs that read it so. */
export interface SideStoreSpec extends Pick<SideStoreParts, "coder" | "windowCoder"> {
  readonly id: string;
  readonly form: SideForm;
  /** The name of a step that reads it, for messages. */
  readonly readBy: string;
}

/** The side inputs of a planned pipeline. */
export interface PlannedSides {
  readonly stores: readonly SideStoreSpec[];
  /** The id of the store that a transform reads: by the transform's id, then the tag of its input. */
  readonly readers: ReadonlyMap<string, ReadonlyMap<string, string>>;
}
