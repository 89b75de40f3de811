/** What Beam's Java and Go runners put before the error that a worker has answered with. */
const fromWorker = /Error received from SDK harness for instruction \S+?: |bundle \S+ \S+ failed: ?/g;
const javaFrame = /^\s*(at [\w$.<>/]+\([^)]*\)|\.\.\. \d+ (more|common frames omitted))$/;
const javaCause = /^\s*(Caused by|Suppressed): /;
const javaScriptFrame = /^\s+at /;
const purlinError = /^\w+Error \[PURLIN_\w+\]: /;
const javaException = /^(?:[a-z][\w]*\.)+([A-Z]\w*(?:Exception|Error)): /;

/**
 * Returns the cause in what an engine says of a failure: the error of the worker where there is one, else the innermost
 * exception; without the stacks of functions.
 *
 *     java.lang.RuntimeException: a            ->   IllegalStateException: b
 *         at org.apache.Foo.bar(Foo.java:1)
 *     Caused by: java.lang.IllegalStateException: b
 *         at org.apache.Foo.baz(Foo.java:2)
 */
export function causeOf(text: string): string {
  const start = startOfWorkerText(text);
  const lines = text.slice(start).split("\n");
  const own =
    start > 0
      ? upTo(lines, (line) => javaFrame.test(line) || javaCause.test(line) || javaScriptFrame.test(line))
      : innermost(lines);
  return own.join("\n").trim().replace(javaException, "$1: ").replace(purlinError, "");
}

/** Returns where in what an engine says the text of a worker begins; 0 where there is none. */
export function startOfWorkerText(text: string): number {
  let end = 0;
  for (const match of text.matchAll(fromWorker)) end = match.index + match[0].length;
  return end;
}

function upTo(lines: readonly string[], isEnd: (line: string) => boolean): readonly string[] {
  const end = lines.findIndex(isEnd);
  return end === -1 ? lines : lines.slice(0, end);
}

/** Returns the message of the last exception that caused the others. */
function innermost(lines: readonly string[]): readonly string[] {
  const at = lines.findLastIndex((line) => line.startsWith("Caused by: "));
  const [first = "", ...rest] = lines.slice(Math.max(0, at));
  return upTo([first.replace("Caused by: ", ""), ...rest], (line) => javaFrame.test(line) || javaCause.test(line));
}
