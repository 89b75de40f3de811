import { existsSync } from "node:fs";
import path from "node:path";
import { BundleError } from "./staging-errors.ts";

/** The folder of this package: of its sources, or of what was built from them. */
const purlinRoot = path.resolve(import.meta.dirname, "../..") + path.sep;

/** Whether a file is part of this package. */
export function isOfPurlin(file: string): boolean {
  const relative = path.relative(purlinRoot, file);
  return /^(sdk|runners|transforms|io)[\\/]/.test(relative);
}

/**
 * Returns the file of one of this package's modules.
 *
 * @param module - its path below the package, without the ending: `"sdk/container/worker-main"`
 * @throws BundleError when the package is no longer files of its own
 */
export function purlinFile(module: string): string {
  const file = path.join(purlinRoot, module + path.extname(import.meta.filename));
  if (existsSync(file)) return file;
  throw new BundleError(
    process.argv[1] ?? "unknown",
    [`Purlin's own file ${file} is missing`],
    ["leave Purlin out of the program's own bundle: mark it external in your bundler"],
  );
}
