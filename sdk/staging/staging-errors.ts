import { PurlinError } from "../values/purlin-error.ts";

const inThisProcess = "run its functions in this process:  --environment=loopback";
const defineIt = "define the pipeline in a module of its own:  export default definePipeline((p, options) => ...)";

/** Thrown when workers elsewhere could not find a pipeline again. */
export class PipelineNotFoundError extends PurlinError {
  /** @param otherwise - how to run it without workers that evaluate its program */
  constructor(
    reason: string,
    facts: Readonly<Record<string, string>> = {},
    cause?: unknown,
    otherwise: string = inThisProcess,
  ) {
    super("PipelineNotFoundError", "PURLIN_PIPELINE_NOT_FOUND", {
      summary: `Workers could not find this pipeline again: ${reason}.`,
      facts,
      remedies: [defineIt, otherwise],
      cause,
    });
  }
}

/** Thrown when a program is started by the boot program of a version of Purlin that it can't work with. */
export class StaleBootError extends PurlinError {
  constructor(found: string, expected: string) {
    super("StaleBootError", "PURLIN_STALE_BOOT", {
      summary: "The boot program that starts this worker is of another version of Purlin than the program.",
      facts: { "form of its assignments": found, "form that the program reads": expected },
      remedies: [
        "build the image of the workers, or the boot program of their machine, from the program's own version",
      ],
    });
  }
}

/** Thrown when a program can't be made into one that travels. */
export class BundleError extends PurlinError {
  constructor(file: string, problems: readonly string[], remedies: readonly string[]) {
    super("BundleError", "PURLIN_BUNDLE", {
      summary: `The program "${file}" can't be bundled for workers.`,
      facts: Object.fromEntries(problems.map((problem, index) => [String(index + 1), problem])),
      remedies,
    });
  }
}

/** Thrown when a program needs native code, which no bundle can carry. */
export class NativeAddonError extends PurlinError {
  constructor(packages: ReadonlyMap<string, string>) {
    super("NativeAddonError", "PURLIN_NATIVE_ADDON", {
      summary: "The program uses native code, which can't travel with it to workers.",
      facts: Object.fromEntries(packages),
      remedies: [
        `install the packages where workers run, in /node_modules, and say so:  definePipeline(..., { external: [${[...packages.keys()].map((name) => JSON.stringify(name)).join(", ")}] })`,
        "run its functions in this process:  --environment=loopback",
      ],
    });
  }
}

/** Thrown when a module reaches for a file beside it in a way that can't be followed before it runs. */
export class UndeclaredAssetError extends PurlinError {
  constructor(places: readonly string[]) {
    super("UndeclaredAssetError", "PURLIN_UNDECLARED_ASSET", {
      summary: "The program reaches for files beside its modules, but not in a way that says which.",
      facts: Object.fromEntries(places.map((place, index) => [String(index + 1), place])),
      remedies: [
        'name each file in the call itself, and it is shipped:  new URL("./table.json", import.meta.url)',
        'read it when the job is submitted:  await p.value("table", () => readFile(...))',
      ],
    });
  }
}

/** Thrown when a file that a module names beside it is not there, or is no file. */
export class MissingAssetError extends PurlinError {
  constructor(asset: string, module: string, cause: unknown) {
    super("MissingAssetError", "PURLIN_MISSING_ASSET", {
      summary: `"${asset}", which "${module}" names by import.meta.url, can't be shipped to workers.`,
      facts: { error: String(cause) },
      remedies: ["name a file that exists; of a folder, name each file that is needed"],
      cause,
    });
  }
}
