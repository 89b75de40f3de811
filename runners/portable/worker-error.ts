import { PurlinError, type ErrorParts } from "../../sdk/values/purlin-error.ts";
import { startOfWorkerText } from "./failure-cause.ts";

/**
 * An error that a worker elsewhere has told its engine of as text, with the name, code, facts and remedies that it had
 * there. Its cause, where it had one, is an error with the name, message and stack of that.
 */
export class WorkerError extends PurlinError {
  /** The full name of the step whose function has failed, where one has. */
  readonly step: string | undefined;

  constructor(name: string, code: string, parts: ErrorParts) {
    super(name, code, parts);
    this.step = /of step "(.*?)" failed(?:: |$)/.exec(parts.summary)?.[1];
    Object.defineProperty(this, "step", { enumerable: false });
    // Its own frames would be those of the reader of the text.
    this.stack = `${name} [${code}]: ${this.message}`;
  }
}

/** Returns the one of this process's own errors that an engine's text tells of. */
export function localFailureIn(text: string, failures: readonly unknown[]): Error | undefined {
  return failures.findLast(
    (failure): failure is Error => failure instanceof Error && failure.message !== "" && text.includes(failure.message),
  );
}

/** Returns the error of a worker that an engine's text tells of; undefined where it is none of Purlin's. */
export function workerErrorIn(text: string): WorkerError | undefined {
  const own = text.slice(startOfWorkerText(text)).split(/\n\t(?:at |\.\.\. |Suppressed: )/)[0] ?? "";
  const [first = "", ...causes] = own.split(/\nCaused by: /);
  const cause = causes.reduceRight<Error | undefined>((below, told) => errorFrom(told, below), undefined);
  const error = errorFrom(first, cause);
  return error instanceof WorkerError ? error : undefined;
}

const ownHead = /^(\w+) \[(PURLIN_\w+)\]: /;
const foreignHead = /^(?:Uncaught )?([A-Z][\w$]*(?: \[\w+\])?)(?:: |\n|$)/;

/** Reads `stack`-like text: a head, a message of any number of lines, frames. */
function errorFrom(text: string, cause: Error | undefined): Error {
  const message = (text.split(/\n {4}at /)[0] ?? "").trimEnd();
  const [head, name, code] = ownHead.exec(message) ?? [];
  if (head !== undefined && name !== undefined && code !== undefined) {
    return new WorkerError(name, code, { ...partsFrom(message.slice(head.length)), cause });
  }
  const [foreign = "", foreignName = "Error"] = foreignHead.exec(message) ?? [];
  const error = new Error(message.slice(foreign.length).trimEnd(), cause === undefined ? undefined : { cause });
  Object.defineProperties(error, {
    name: { value: foreignName, configurable: true },
    stack: { value: text.trimEnd(), configurable: true, writable: true },
  });
  return error;
}

const firstFact = /^ {2}(\S+(?: \S+)*) {2,}/;

/** Takes a message of Purlin's apart: the reverse of how {@link PurlinError} renders it. */
function partsFrom(message: string): ErrorParts {
  const lines = message.split("\n");
  const adviceAt = lines.findLastIndex((line) => line.startsWith("Do this: ") || line === "Do one of:");
  const remedies = adviceAt === -1 ? [] : remediesFrom(lines.splice(adviceAt));
  const tableAt = lines.findIndex((line) => firstFact.test(line));
  const table = tableAt === -1 ? [] : lines.splice(tableAt);
  return { summary: lines.join("\n"), facts: factsFrom(table), remedies };
}

function remediesFrom([first = "", ...rest]: readonly string[]): string[] {
  if (first !== "Do one of:") return [[first.slice("Do this: ".length), ...rest].join("\n")];
  return rest.join("\n").slice("  - ".length).split("\n  - ");
}

/** All facts begin in one column, and so do the further lines of each. */
function factsFrom(lines: readonly string[]): Record<string, string> {
  const column = firstFact.exec(lines[0] ?? "")?.[0].length ?? 0;
  const facts: [string, string][] = [];
  for (const line of lines) {
    const name = line.slice(2, column).trimEnd();
    const last = facts.at(-1);
    if (name === "" && last !== undefined) last[1] += `\n${line.slice(column)}`;
    else facts.push([name, line.slice(column)]);
  }
  return Object.fromEntries(facts);
}
