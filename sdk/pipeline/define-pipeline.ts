import { realpathSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { getCallSites } from "node:util";
import { isMainThread } from "node:worker_threads";
import { fillOptions } from "../options/fill-options.ts";
import type { OptionsSpec } from "../options/declared-options.ts";
import { parseOptions, type ParsedOptions, type ReservedNames } from "../options/parse-options.ts";
import type { PipelineOptions } from "../options/pipeline-options.ts";
import { currentReplay } from "../options/replay.ts";
import { errorText } from "./error-text.ts";
import { Pipeline } from "./pipeline.ts";
import { NotDefaultExportError } from "./pipeline-errors.ts";
import type { PipelineResult } from "./result.ts";
import { mainModule } from "./run.ts";
import type { StepReplacer } from "./test-hooks.ts";

/** @internal What definitions are recognised by, whichever copy of this package has made them. */
export const definitionBrand: unique symbol = Symbol.for("purlin.definition") as never;

/** @internal What builds a definition's pipeline with some of its steps replaced: not among the names that users see. */
export const buildReplacing: unique symbol = Symbol.for("purlin.buildReplacing") as never;

/** What may be said about a definition. */
export interface DefinitionSettings<Spec extends OptionsSpec> {
  /** The program's options by name, made by {@link option}. */
  readonly options?: Spec & ReservedNames;
  /** Packages that workers elsewhere have installed themselves, such as those with native code. */
  readonly external?: readonly string[];
}

/** The options of a program that declares none. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- none is what it is
export type NoOptions = Readonly<Record<never, never>>;

/** A pipeline to be built when it is needed, here and on workers. Made by {@link definePipeline}. */
export interface PipelineDefinition<Options extends PipelineOptions = PipelineOptions> {
  /** @internal */
  readonly [definitionBrand]: true;
  /** Builds the pipeline with the given options, and the defaults of the rest. */
  build(options?: Partial<Options>): Promise<Pipeline<Options>>;
  /** @internal Builds it with some of its steps replaced. */
  [buildReplacing](options: Partial<Options>, replacer: StepReplacer): Promise<Pipeline<Options>>;
  /** Builds and runs it, and waits for its end. */
  run(options?: Partial<Options>): Promise<PipelineResult>;
}

/**
 * Defines the pipeline of a module, as its default export. Run as a program, the module builds and runs it with the
 * options of its command line; imported, it only holds the definition. Workers evaluate the module and build the
 * pipeline again, and run nothing else of the program.
 *
 * @param build - applies the pipeline's steps; may be async
 *
 * @example
 * ```ts
 * export default definePipeline(
 *   (p, { input, output }) => {
 *     p.apply(readText(input)).map((line) => line.toUpperCase()).apply(writeText(output));
 *   },
 *   { options: { input: option.string({ required: true }), output: option.string({ default: "out/lines" }) } },
 * );
 * ```
 */
export function definePipeline<const Spec extends OptionsSpec = NoOptions>(
  build: (pipeline: Pipeline<ParsedOptions<Spec>>, options: ParsedOptions<Spec>) => unknown,
  settings: DefinitionSettings<Spec> = {},
): PipelineDefinition<ParsedOptions<Spec>> {
  // Without settings, Spec is the empty record.
  const spec = settings.options ?? ({} as Spec & ReservedNames);
  const file = callingModule();
  const buildWith = async (
    options: ParsedOptions<Spec>,
    replacer?: StepReplacer,
  ): Promise<Pipeline<ParsedOptions<Spec>>> => {
    const source = { file, external: settings.external ?? [], isBuilt: false };
    const pipeline = Pipeline.ofDefinition(options, source, replacer);
    await build(pipeline, options);
    source.isBuilt = true;
    return pipeline;
  };
  const definition: PipelineDefinition<ParsedOptions<Spec>> = {
    [definitionBrand]: true,
    build: async (options = {}) => buildWith(fillOptions<Spec>(spec, options)),
    [buildReplacing]: async (options, replacer) => buildWith(fillOptions<Spec>(spec, options), replacer),
    run: async (options = {}) => (await buildWith(fillOptions<Spec>(spec, options))).run(),
  };
  if (file !== undefined && file === mainModule() && isMainThread && currentReplay() === undefined) {
    runAsProgram(file, definition, async () => (await buildWith(parseOptions<Spec>(spec))).run());
  }
  return Object.freeze(definition);
}

/** Runs a definition when its module has been evaluated; an error ends the program with its message and exit code 1. */
function runAsProgram(file: string, definition: unknown, run: () => Promise<unknown>): void {
  const afterEvaluation = async (): Promise<void> => {
    // Gives back the module that is being evaluated, once it is done; where it fails, Node has said so already.
    const module = (await import(pathToFileURL(file).href).catch(() => undefined)) as { default?: unknown } | undefined;
    if (module === undefined) return;
    if (module.default !== definition) throw new NotDefaultExportError(file);
    await run();
  };
  afterEvaluation().catch((error: unknown) => {
    process.stderr.write(`${errorText(error, process.argv.includes("--verbose"))}\n`);
    process.exitCode = 1;
  });
}

/**
 * Returns the file of the module that called the caller of this function. A function can't see the `import.meta.main` of
 * the module that calls it, so that the file is compared with the one that Node was started with.
 */
function callingModule(): string | undefined {
  const name = getCallSites(3)[2]?.scriptName;
  if (name === undefined) return undefined;
  try {
    return realpathSync(name.startsWith("file:") ? fileURLToPath(name) : name);
  } catch {
    return undefined; // evaluated from a string, or from a module that is no file
  }
}
