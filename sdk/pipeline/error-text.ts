import { inspect } from "node:util";
import { PurlinError } from "../values/purlin-error.ts";

/** Returns what is printed of an error that ends a program: of Purlin's own, the stack only where it is asked for. */
export function errorText(error: unknown, isVerbose = false): string {
  return error instanceof PurlinError && !isVerbose
    ? `${error.name} [${error.code}]: ${error.message}`
    : inspect(error);
}
