import { PurlinError } from "../values/purlin-error.ts";

/** Thrown when a pipeline asks for two values of one name. */
export class DuplicateValueError extends PurlinError {
  constructor(name: string) {
    super("DuplicateValueError", "PURLIN_VALUE_NAME", {
      summary: `The pipeline asks for a value named "${name}" twice.`,
      remedies: ["give each its own name: workers find values by their names", "keep what the first call returned"],
    });
  }
}

/** Thrown on a worker whose program asks for a value that it did not ask for when its job was submitted. */
export class UnknownValueError extends PurlinError {
  constructor(name: string, known: readonly string[]) {
    super("UnknownValueError", "PURLIN_VALUE_UNKNOWN", {
      summary: `The job carries no value named "${name}", which its program asks for on a worker.`,
      facts: { "values of the job": known.length === 0 ? "none" : known.join(", ") },
      remedies: ["ask for the same values on every evaluation: let nothing decide that can differ on a worker"],
    });
  }
}

/** Thrown when a definition runs the pipeline that it is given. */
export class RunInDefinitionError extends PurlinError {
  constructor() {
    super("RunInDefinitionError", "PURLIN_RUN_IN_DEFINITION", {
      summary: "A function given to definePipeline ran its own pipeline.",
      remedies: ["leave  p.run()  out: the definition is run when its module is, or by  definition.run()"],
    });
  }
}

/** Thrown when a module defines a pipeline that workers would not find in it. */
export class NotDefaultExportError extends PurlinError {
  constructor(file: string) {
    super("NotDefaultExportError", "PURLIN_NOT_DEFAULT_EXPORT", {
      summary: `"${file}" defines a pipeline that is not its default export.`,
      remedies: ["write  export default definePipeline(...)"],
    });
  }
}

/** Thrown when what a test gives in the place of a step lacks one of the step's outputs. */
export class ReplacedOutputsError extends PurlinError {
  constructor(step: string, missing: readonly string[], given: readonly string[]) {
    super("ReplacedOutputsError", "PURLIN_REPLACED_OUTPUTS", {
      summary: `What replaces "${step}" lacks some of its outputs.`,
      facts: { lacks: missing.join(", "), has: given.length === 0 ? "none" : given.join(", ") },
      remedies: [
        `give the elements of each output:  replace: { ${JSON.stringify(step)}: { ${[...given, ...missing].map((tag) => `${tag}: [...]`).join(", ")} } }`,
      ],
    });
  }
}
