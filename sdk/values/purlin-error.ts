/** What a {@link PurlinError} is made of. */
export interface ErrorParts {
  /** One sentence: what is wrong, and where. */
  readonly summary: string;
  /** Facts that help to find the cause, shown as a table. */
  readonly facts?: Readonly<Record<string, string>>;
  /** What to do; any one of them is enough. */
  readonly remedies?: readonly string[];
  /** The original error, when there is one. */
  readonly cause?: unknown;
}

/**
 * The base of all errors that Purlin throws on purpose: a stable code, one sentence, a table of facts, the remedies.
 *
 * @example
 * ```ts
 * try {
 *   await p.run();
 * } catch (error) {
 *   if (error instanceof PurlinError && error.code === "PURLIN_FILE_NOT_FOUND") console.error(error.message);
 *   else throw error;
 * }
 * ```
 */
export abstract class PurlinError extends Error {
  /** A stable identifier of the kind of error: `PURLIN_...`. */
  readonly code: string;
  /** The sentence that the message begins with. */
  readonly summary: string;
  /** The facts of the message's table, by name. */
  readonly facts: Readonly<Record<string, string>>;
  /** What the message advises; any one of them is enough. */
  readonly remedies: readonly string[];

  constructor(name: string, code: string, parts: ErrorParts) {
    super(renderMessage(parts), parts.cause === undefined ? undefined : { cause: parts.cause });
    this.code = code;
    this.summary = parts.summary;
    this.facts = parts.facts ?? {};
    this.remedies = parts.remedies ?? [];
    // The stack's head was written before the name was known; and Node prints enumerable fields below the stack, where
    // these would only repeat the message.
    const head = this.toString();
    const trace = this.stack?.startsWith(head) === true ? this.stack.slice(head.length) : "";
    Object.defineProperties(this, {
      name: { value: name, configurable: true },
      code: { enumerable: false },
      summary: { enumerable: false },
      facts: { enumerable: false },
      remedies: { enumerable: false },
      stack: { value: `${name} [${code}]: ${this.message}${trace}`, configurable: true, writable: true },
    });
  }
}

function renderMessage({ summary, facts = {}, remedies = [] }: ErrorParts): string {
  const entries = Object.entries(facts);
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  const table = entries.map(
    ([name, fact]) => `  ${name.padEnd(width)}  ${fact.replaceAll("\n", "\n" + " ".repeat(width + 4))}`,
  );
  const [only, ...more] = remedies;
  const advice =
    only === undefined
      ? []
      : more.length === 0
        ? [`Do this: ${only}`]
        : ["Do one of:", ...remedies.map((remedy) => `  - ${remedy}`)];
  return [summary, ...table, ...advice].join("\n");
}
