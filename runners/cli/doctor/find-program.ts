import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

/** Returns the file of a program: of one that is named by its path, that path; undefined where there is none. */
export function findProgram(command: string): string | undefined {
  const folders = command.includes(path.sep) ? [""] : (process.env.PATH ?? "").split(path.delimiter);
  const endings = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  return folders.flatMap((folder) => endings.map((ending) => path.join(folder, command + ending))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
