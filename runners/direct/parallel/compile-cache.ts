// What threads load is compiled once: each of them would do it anew, and take most of its start for that.

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
  return { ...environment, [variable]: cacheFolder("compiled") };
}

/** Makes a thread's environment that of the process again: what the program sees, and passes on to its children. */
export function restoreEnvironment(environment: NodeJS.ProcessEnv): void {
  if (environment[variable] === cacheFolder("compiled")) Reflect.deleteProperty(environment, variable);
}
