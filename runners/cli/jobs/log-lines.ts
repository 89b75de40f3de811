/** What is printed of a job: a message of its engine, or its state. */
export type LogLine =
  | { readonly time: string; readonly level: string; readonly message: string }
  | { readonly time: string; readonly state: string };

/** Prints a line of a job's log. */
export type PrintLine = (line: LogLine) => void;

/** Returns what prints each line once: a stream that was opened again begins with what was read already. */
export function logPrinter(isJson: boolean): PrintLine {
  const seen = new Set<string>();
  return (line) => {
    const identity = JSON.stringify(line);
    if (!seen.has(identity)) console.log(isJson ? identity : textOf(line));
    seen.add(identity);
  };
}

function textOf(line: LogLine): string {
  const head = line.time === "" ? "" : `${line.time} `;
  return "state" in line ? `${head}the job is ${line.state}` : `${head}${line.level}: ${line.message}`;
}
