import { PurlinError } from "../../values/purlin-error.ts";

/** Thrown when the elements of a side input are not what it is read as; framed by the step that reads it. */
export class SideInputError extends PurlinError {
  constructor(parts: ConstructorParameters<typeof PurlinError>[2]) {
    super("SideInputError", "PURLIN_SIDE_INPUT", parts);
  }
}
