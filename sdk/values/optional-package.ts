// Packages that are needed by a few only: optional peers, loaded on first use.

import { PurlinError } from "./purlin-error.ts";

/** Thrown when something needs a package that is installed only where it is wanted. */
export class MissingPackageError extends PurlinError {
  /** The package: `"@google-cloud/storage"`. */
  readonly packageName: string;

  constructor(packageName: string, { purpose, cause }: { readonly purpose: string; readonly cause?: unknown }) {
    super("MissingPackageError", "PURLIN_MISSING_PACKAGE", {
      summary: `The package "${packageName}", which ${purpose}, is not installed.`,
      facts: { "looked for from": process.cwd() },
      remedies: [`install it beside purlin:  npm install ${packageName}`],
      cause,
    });
    this.packageName = packageName;
  }
}

/** A package that is loaded on first use. */
export interface OptionalPackage<M> {
  /** `"@google-cloud/storage"`. */
  readonly name: string;
  /** What it does, as the end of a sentence: `"reads and writes gs:// URLs"`. */
  readonly purpose: string;
  /** Imports it; a function, so that bundlers see the import: `() => import("@google-cloud/storage")`. */
  readonly load: () => Promise<M>;
}

/**
 * Loads a package that is an optional peer of this one.
 *
 * @throws MissingPackageError when it is not installed
 */
export async function loadOptionalPackage<M>({ name, purpose, load }: OptionalPackage<M>): Promise<M> {
  try {
    return await load();
  } catch (cause) {
    // One that is there, but lacks a package itself, is broken: that is told as it is.
    if (isMissing(cause, name)) throw new MissingPackageError(name, { purpose, cause });
    throw cause;
  }
}

const notFoundCodes: ReadonlySet<unknown> = new Set(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"]);

function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !("code" in error) || !notFoundCodes.has(error.code)) return false;
  return error.message.split("\n", 1)[0]?.includes(`'${name}'`) === true;
}
