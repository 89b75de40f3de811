#!/usr/bin/env node
// The boot program: what runners start for a worker, as a container's entry point or as a process.

import { errorText } from "../pipeline/error-text.ts";
import { lastWordsVariable, leaveLastWords } from "../staging/last-words.ts";
import { bootArguments } from "./boot-arguments.ts";
import { bootWorker } from "./boot-worker.ts";

const abort = new AbortController();
// A pool tells by its channel that it is gone, however it went.
process.once("disconnect", () => abort.abort());
process.channel?.unref();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => abort.abort());

try {
  await bootWorker(bootArguments(process.argv.slice(2)), abort.signal);
} catch (error) {
  if (!abort.signal.aborted) {
    leaveLastWords(process.env[lastWordsVariable], errorText(error));
    process.stderr.write(`${errorText(error)}\n`);
    process.exitCode = 1;
  }
}
