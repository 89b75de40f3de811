import { describeThrown, isError, textOf } from "../../exec/describe-thrown.ts";

/** How many causes of causes are told. */
const maxCauses = 5;

/** Returns what a runner is told of a failed bundle: the message first, then stacks, the causes' below it. */
export function errorText(error: unknown): string {
  const parts: string[] = [];
  let cause: unknown = error;
  for (let i = 0; i <= maxCauses && cause !== undefined; i++) {
    parts.push(i === 0 ? traceOf(cause) : `Caused by: ${traceOf(cause)}`);
    cause = isError(cause) ? causeOf(cause) : undefined;
  }
  // An empty text would mean that the bundle has ended well.
  return parts.join("\n") || "The bundle has failed.";
}

function traceOf(error: unknown): string {
  return (isError(error) && textOf(() => error.stack)) || describeThrown(error).text;
}

// Errors of the user's program may be anything, and so may their members.
function causeOf(error: Error): unknown {
  try {
    return error.cause;
  } catch {
    return undefined;
  }
}
