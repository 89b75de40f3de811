/**
 * How a worker finds a pipeline again: the program that built it, and what that program was told.
 *
 * Functions never travel. A worker evaluates the same program, which registers the same functions in the same order.
 */
export interface ProgramSource {
  /** The module that a worker evaluates; undefined where the process has none, such as a REPL. */
  readonly file: string | undefined;
  /** Whether that module's default export defines the pipeline; else it is a script that calls `run()`. */
  readonly isDefinition: boolean;
  /** What the definition was built with. Of a script, what its pipeline was made with. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The program's command line, without its name. */
  readonly args: readonly string[];
  /** What `Pipeline.value` has computed: encoded values by name. */
  readonly values: ReadonlyMap<string, Uint8Array>;
  /** How many pipelines this process has run before. */
  readonly runsBefore: number;
  /** Packages that workers have installed themselves. */
  readonly external: readonly string[];
}
