import { OutputError } from "./cli-errors.ts";

/**
 * Takes standard output away from the user's program, whose prints go to standard error from now on: what is piped
 * onwards is what the command writes alone.
 *
 * @returns what writes there
 */
export function takeStandardOutput(): (text: Uint8Array | string) => Promise<void> {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  return (text) =>
    new Promise((resolve, reject) => {
      // A reader that has seen enough, such as `head`, is no error.
      write(text, (error) => {
        if (error && !("code" in error && error.code === "EPIPE")) reject(new OutputError("standard output", error));
        else resolve();
      });
    });
}
