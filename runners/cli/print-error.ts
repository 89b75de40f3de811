import { inspect } from "node:util";

/** Whether Purlin threw an error on purpose: this copy of it, or the one that the user's program imports. */
export function isPurlinError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && String(error.code).startsWith("PURLIN_");
}

/** Returns what is printed of an error: of Purlin's own, the stack only where it is asked for. */
export function errorText(error: unknown, isVerbose: boolean): string {
  if (isVerbose || !isPurlinError(error)) return inspect(error);
  return `${error.name} [${error.code}]: ${error.message}`;
}
