/** How many causes of causes are told. */
const maxCauses = 5;

/** Returns what a runner is told of a failed bundle: the message first, then stacks, the causes' below it. */
export function errorText(error: unknown): string {
  const parts: string[] = [];
  let cause: unknown = error;
  for (let i = 0; i <= maxCauses && cause !== undefined; i++) {
    parts.push(i === 0 ? textOf(cause) : `Caused by: ${textOf(cause)}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  // An empty text would mean that the bundle has ended well.
  return parts.join("\n") || "The bundle has failed.";
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
}
