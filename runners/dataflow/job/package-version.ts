import { readFileSync } from "node:fs";
import path from "node:path";

/** Returns the version of this package. */
export function packageVersion(): string {
  const file = path.resolve(import.meta.dirname, "../../../package.json");
  // Our own file.
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}
