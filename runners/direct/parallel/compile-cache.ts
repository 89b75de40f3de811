// What threads load is compiled once: each of them would do it anew, and take most of its start for that.

import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "../../../sdk/staging/keep-files.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** By what Node is told of a folder of its own, in which it keeps what it has compiled. */
const variable = "NODE_COMPILE_CACHE";
/** Where the user has an opinion: a folder of theirs, none at all, or a report that is to be exact. */
const decided = [variable, "NODE_DISABLE_COMPILE_CACHE", "NODE_V8_COVERAGE"];

/** Returns the environment of a thread: this process's, with a folder of the user's cache for what Node compiles. */
export function compiledOnce(environment: Environment): Environment {
  if (decided.some((name) => environment[name] !== undefined)) return environment;
  // Nobody else may write there, as they might to a folder for temporary files: what is kept is run.
  const folder = cacheFolder("compiled");
  return isThere(folder) ? { ...environment, [variable]: folder } : environment;
}

/**
 * Makes a folder, and those that it lies in, as far as they are not there; says whether it can be used. One after the
 * other: where a file system has folders that nobody can make, Node's own way to make all of them never ends.
 */
function isThere(folder: string): boolean {
  if (existsSync(folder)) return true;
  const parent = path.dirname(folder);
  if (parent === folder || !isThere(parent)) return false;
  try {
    mkdirSync(folder);
  } catch {
    // Another process may have been faster.
    return existsSync(folder);
  }
  return true;
}

/** Makes a thread's environment that of the process again: what the program sees, and passes on to its children. */
export function restoreEnvironment(environment: NodeJS.ProcessEnv): void {
  if (environment[variable] === cacheFolder("compiled")) Reflect.deleteProperty(environment, variable);
}
