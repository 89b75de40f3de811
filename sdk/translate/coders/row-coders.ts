import { urns } from "../../model/urns.ts";
import type { CoderEntry } from "./coder-entry.ts";

/** The coders of rows. */
export const rowCoders: CoderEntry = { kind: "row", urn: urns.coders.row, arity: 0, read: () => undefined };
