import { checkOptionNames } from "../options/option-names.ts";
import type { PipelineOptions } from "../options/pipeline-options.ts";
import { standardDefaults } from "../options/pipeline-options.ts";
import { FunctionTable } from "../fn/function-table.ts";
import { GraphBuilder, type StepParts } from "../graph/graph-builder.ts";
import { allTransforms, MAIN_INPUT, type CollectionNode, type Graph } from "../graph/nodes.ts";
import { stepSettingNames, stepSettingsOf, type StepSettings } from "../graph/step-settings.ts";
import type { Pipeline as PipelineProto } from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { create, type Elements, type Known } from "../primitives/create.ts";
import type { Element } from "./element.ts";
import { collectionsIn, PCollection } from "./pcollection.ts";
import { ReplacedOutputsError } from "./pipeline-errors.ts";
import type { Job, PipelineResult } from "./result.ts";
import { startPipeline } from "./run.ts";
import type { RunObserver, Stand, StepReplacer } from "./test-hooks.ts";
import { ValueStore } from "./value-store.ts";

/** @internal The definition that a pipeline was built by. */
export interface DefinitionSource {
  /** The module whose default export the definition is. */
  readonly file: string | undefined;
  readonly external: readonly string[];
  /** Whether its function has returned. */
  isBuilt: boolean;
}

/**
 * A program over PCollections: what transforms are applied to, and what a runner runs.
 *
 * @example
 * ```ts
 * const p = Pipeline.create();
 * p.create(["to be", "or not"]).flatMap((line) => line.split(" ")).map((word) => word.length);
 * await p.run();
 * ```
 */
export class Pipeline<out Options extends PipelineOptions = PipelineOptions> {
  /** What {@link Pipeline.create} was given. */
  readonly options: Options;
  /** @internal The functions that the graph refers to. */
  readonly functions: FunctionTable = new FunctionTable();
  /** @internal What {@link Pipeline.value} has computed. */
  readonly values: ValueStore = new ValueStore();
  /** @internal The definition that it was built by, if any. */
  readonly definition: DefinitionSource | undefined;
  /** @internal What follows its runs. */
  readonly observers: RunObserver[] = [];
  readonly #builder = new GraphBuilder();
  readonly #replacer: StepReplacer | undefined;

  private constructor(options: Options, definition?: DefinitionSource, replacer?: StepReplacer) {
    this.options = options;
    this.definition = definition;
    this.#replacer = replacer;
  }

  /** Makes a pipeline without steps, to be run with `options` (made by {@link parseOptions}, or plain values). */
  static create(): Pipeline;
  static create<Options extends Partial<PipelineOptions>>(options: Options): Pipeline<Options & PipelineOptions>;
  static create(options: Partial<PipelineOptions> = {}): Pipeline {
    return new Pipeline(withDefaults(options));
  }

  /** @internal Makes a pipeline some of whose steps are replaced. */
  static replacing(options: Partial<PipelineOptions>, replacer: StepReplacer): Pipeline {
    return new Pipeline(withDefaults(options), undefined, replacer);
  }

  /** @internal Makes the pipeline that a definition is given. */
  static ofDefinition<Options extends PipelineOptions>(
    options: Options,
    definition: DefinitionSource,
    replacer?: StepReplacer,
  ): Pipeline<Options> {
    return new Pipeline(options, definition, replacer);
  }

  /**
   * Applies a root transform, such as `readText("book.txt")`, and returns what it returns. The step's name, where it is
   * given, is unique among its siblings and has no `/`.
   */
  apply<O>(transform: (pipeline: Pipeline) => O, settings?: StepSettings): O;
  apply<O>(name: string, transform: (pipeline: Pipeline) => O, settings?: StepSettings): O;
  apply<O>(...args: unknown[]): O {
    return this.composite(args, this, new Map()) as O;
  }

  /**
   * Returns a PCollection of the given elements.
   *
   * - An iterable, such as an array, is gone through now.
   * - An async iterable, such as a stream of Node or of the web, is read when the pipeline runs, once. It belongs to this
   *   process: a runner whose workers are other processes refuses it.
   * - A function that returns either is called when the pipeline runs, wherever that is: each run reads anew.
   *
   * @throws StreamElsewhereError when an async iterable is to be read by workers in other processes
   *
   * @example
   * ```ts
   * const pairs = p.create([["a", 1], ["b", 2]]);     // PCollection<[string, number]>
   * const lines = p.create("Lines", createInterface({ input: process.stdin }));
   * const days = p.create("Days", async function* () { for await (const day of calendar()) yield day.date; });
   * ```
   */
  create<T extends Element>(values: Elements<T>): PCollection<Known<T>>;
  create<T extends Element>(name: string, values: Elements<T>): PCollection<Known<T>>;
  create(nameOrValues: unknown, values?: unknown): PCollection<never> {
    return typeof nameOrValues === "string" && values !== undefined
      ? create(this, nameOrValues, values)
      : create(this, undefined, nameOrValues);
  }

  /**
   * Returns a value that may be another one every time, such as the time or what a file holds: it is computed once, when
   * the pipeline is submitted, and shipped with the job. Workers, which evaluate the program again, get the same one.
   *
   * @param name - unique in the pipeline
   * @param compute - returns what the value coder can carry
   * @throws DuplicateValueError when the pipeline has asked for a value of that name before
   *
   * @example
   * ```ts
   * const cutoff = await p.value("cutoff", () => Date.now());
   * const stopWords = await p.value("stopWords", async () => new Set((await readFile("stop.txt", "utf8")).split("\n")));
   * ```
   */
  value<T>(name: string, compute: () => T | Promise<T>): Promise<T> {
    return this.values.value(name, compute);
  }

  /**
   * Runs the pipeline and waits for its end.
   *
   * @throws PurlinError when the pipeline can't be run, or its job fails or is cancelled
   */
  async run(): Promise<PipelineResult> {
    const job = await this.start();
    return job.waitUntilFinish();
  }

  /** Starts the pipeline and returns its job, to be watched or cancelled. */
  start(): Promise<Job> {
    return startPipeline(this);
  }

  /**
   * Returns the pipeline as the Beam model's portable proto: what runners get. Transforms of other SDKs are expanded by
   * their expansion services.
   *
   * @throws ExpansionError when one of them can't be expanded
   */
  async toProto(): Promise<PipelineProto> {
    return this.protoOf(this.graph());
  }

  /** @internal Returns the proto of a graph of this pipeline's functions. */
  async protoOf(graph: Graph): Promise<PipelineProto> {
    const { graphToProto } = await import("../translate/graph-to-proto.ts");
    const proto = graphToProto(graph, this.functions);
    if ([...allTransforms(graph.roots)].some(({ spec }) => spec.kind === "external")) {
      const { expandExternals } = await import("../expansion/expand-externals.ts");
      await expandExternals(proto);
    }
    return proto;
  }

  /** @internal Returns the proto of what the program states: no expansion service is asked. */
  async statedProto(): Promise<PipelineProto> {
    const { graphToProto } = await import("../translate/graph-to-proto.ts");
    return graphToProto(this.graph(), this.functions);
  }

  /** Returns the graph that was built so far. */
  graph(): Graph {
    return this.#builder.build();
  }

  /** @internal Whether it has no step. */
  get isEmpty(): boolean {
    return this.#builder.isEmpty;
  }

  /** @internal Adds a leaf step; returns its outputs by tag. */
  step(parts: StepParts): ReadonlyMap<string, PCollection<unknown>> {
    const stand = this.#replacer?.(this.fullName(parts.name));
    if (stand === undefined) return this.#collections(this.#builder.addStep(parts).outputs);
    const step = this.fullName(parts.name);
    const outputs = collectionsIn(this.#standIn(parts.name, parts.inputs, stand));
    const missing = [...parts.outputs.keys()].filter((tag) => !outputs.has(tag));
    if (missing.length > 0) throw new ReplacedOutputsError(step, missing, [...outputs.keys()]);
    return this.#collections(outputs);
  }

  #collections(outputs: ReadonlyMap<string, CollectionNode>): ReadonlyMap<string, PCollection<unknown>> {
    return new Map([...outputs].map(([tag, collection]) => [tag, new PCollection(this, collection)]));
  }

  /** @internal Returns the full name that a step would get now. */
  fullName(name: StepParts["name"]): string {
    return this.#builder.fullName(name);
  }

  /** @internal Returns the full name of the step that makes a collection. */
  producerOf(collection: CollectionNode): string {
    return this.#builder.producerOf(collection);
  }

  /** @internal Adds a composite that is `transform` applied to `input`. */
  composite(args: readonly unknown[], input: unknown, inputs: ReadonlyMap<string, CollectionNode>): unknown {
    const [name, transform, settings] = typeof args[0] === "string" ? args : [undefined, ...args];
    if (typeof transform !== "function")
      throw new TypeError("apply takes a transform: a function of what it is applied to.");
    // The types of `apply` hold between what a transform takes, what it is applied to and what it returns.
    const apply = transform as (input: unknown) => unknown;
    const stepName = { name: name as string | undefined, defaultName: defaultNameOf(apply) };
    checkOptionNames(settings ?? {}, stepSettingNames, "apply(...)");
    const said = stepSettingsOf(settings ?? {});
    return this.compositeStep(stepName, inputs, () => apply(input), { settings: said });
  }

  /** @internal Adds a composite step. */
  compositeStep<O>(
    name: StepParts["name"],
    inputs: ReadonlyMap<string, CollectionNode>,
    build: () => O,
    { spec = { kind: "composite" }, settings }: Partial<Pick<StepParts, "spec" | "settings">> = {},
  ): O {
    const stand = this.#replacer?.(this.fullName(name));
    // What stands in the place of a step is to return what the step does: tests say so, and types can't tell.
    if (stand !== undefined) return this.#standIn(name, inputs, stand) as O;
    return this.#builder.addComposite({ name, spec, inputs, settings }, build, collectionsIn);
  }

  /** Adds a composite that stands in the place of a step. */
  #standIn(name: StepParts["name"], inputs: ReadonlyMap<string, CollectionNode>, stand: Stand): unknown {
    const given = this.#collections(inputs);
    const input = given.get(MAIN_INPUT) ?? (given.size === 0 ? this : Object.fromEntries(given));
    const parts = { name, spec: { kind: "composite" }, inputs, settings: undefined } as const;
    return this.#builder.addComposite(parts, () => stand(input), collectionsIn);
  }

  /** @internal Declares the coder of one of this pipeline's collections. */
  declareCoder(...args: Parameters<GraphBuilder["declareCoder"]>): void {
    this.#builder.declareCoder(...args);
  }
}

function withDefaults(options: Partial<PipelineOptions>): PipelineOptions {
  // What is undefined was not said: `{ runner: process.env.RUNNER }` leaves the default where that is not set.
  const said = Object.fromEntries(Object.entries<unknown>(options).filter(([, value]) => value !== undefined));
  return { ...options, ...standardDefaults, ...said };
}

// A transform made by a function of the library is named after it: readText(...) is "ReadText".
function defaultNameOf(transform: { readonly name: string }): string {
  const { name } = transform;
  return name === "" || name.includes("/") ? "Apply" : name.charAt(0).toUpperCase() + name.slice(1);
}
