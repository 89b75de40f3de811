/** How a process that evaluates a bundled program is started, as a worker or to check it. */

// What a process needs of any machine; the rest is what one machine happens to have.
const kept = [
  "PATH",
  "HOME",
  "USER",
  "LANG",
  "LC_ALL",
  "TZ",
  "TMPDIR",
  "TEMP",
  "TMP",
  "SystemRoot",
  "NODE_EXTRA_CA_CERTS",
];

/** Returns the arguments of Node. */
export function workerArguments(program: string, assignment: string): string[] {
  return ["--enable-source-maps", program, assignment];
}

/** Returns the variables of the environment that are there on every machine. */
export function workerEnvironment(): Record<string, string> {
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
