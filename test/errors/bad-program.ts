import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { writeText } from "../../io/text/index.ts";
import { PCollection, Pipeline, type PipelineOptions, PurlinError } from "../../sdk/index.ts";

/** A program that can't go well, and what its user is told. */
export interface BadProgram {
  readonly name: string;
  /** Builds it; what is written below the step at fault, in a file of its own, is what it returns. */
  readonly build: (p: Pipeline) => unknown;
  /** The class of the error. */
  readonly error: string;
  readonly code: string;
  /** The step's full name; none where no step is at fault. */
  readonly step?: string;
  /** The call that has made the step, as it stands in the file of the programs: `map("S"`. */
  readonly call?: string;
  /** What the message says, beside the step and its place. */
  readonly says: readonly (string | RegExp)[];
  /** What the error's `cause` is. */
  readonly cause?: unknown;
  /** The files that it has written as a whole, where it fails only after that. */
  readonly written?: readonly string[];
  readonly options?: Partial<PipelineOptions>;
  /** What is told otherwise by a worker, which encodes what a step makes before an engine gives it to the next one. */
  readonly onWorker?: Partial<Pick<BadProgram, "code" | "step" | "call" | "says">>;
}

/** What a program without type checks may pass. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- that is what makes it untyped
export function untyped<T>(value: unknown): T {
  return value as T;
}

/** Runs a program, and expects that it fails as it says, with nothing half-written. */
export async function expectFailure(program: BadProgram, options: Partial<PipelineOptions>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "purlin-bad-input-"));
  try {
    const error = await failureOf(program, { ...options, ...program.options }, path.join(folder, "out"));
    expect(`${error.name} [${error.code}]`).toBe(`${program.error} [${program.code}]`);
    expect((error as { step?: unknown }).step).toBe(program.step);
    for (const text of program.says) expect(error.message).toMatch(text);
    if ("cause" in program) expect(error.cause).toEqual(program.cause);
    if (program.call !== undefined)
      expect(await sourceAt(error.facts["step made at"] ?? error.facts.at)).toMatch(program.call);
    const left = await readdir(folder, { recursive: true });
    // What a worker was writing when its engine stopped it may stay, under a name that nobody takes for a result.
    const isTaken = (name: string): boolean => options.runner === "direct" || !name.startsWith(".purlin-temp-");
    expect(left.filter(isTaken)).toEqual(program.written ?? []);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function failureOf({ build }: BadProgram, options: Partial<PipelineOptions>, out: string): Promise<PurlinError> {
  try {
    const p = Pipeline.create({ ...options, quiet: true });
    const made = await build(p);
    if (made instanceof PCollection) made.map("Told", (element) => typeof element).apply("Write", writeText(out));
    await p.run();
  } catch (error) {
    if (!(error instanceof PurlinError)) throw error;
    // An engine's own error tells of the worker's, which it has as its cause.
    return error.code === "PURLIN_REMOTE_JOB" && error.cause instanceof PurlinError ? error.cause : error;
  }
  throw new Error("The program has not failed.");
}

/** Returns the source of the programs from a place on, `file:line:column`. */
async function sourceAt(place: string | undefined): Promise<string> {
  const [, file, line, column] = /^(test\/errors\/.*):(\d+):(\d+)$/.exec(place ?? "") ?? [];
  if (file === undefined) throw new Error(`That is no place of the programs: ${String(place)}`);
  const lines = (await readFile(file, "utf8")).split("\n").slice(Number(line) - 1);
  // The whole call may take more than a line.
  return lines
    .join(" ")
    .slice(Number(column) - 1, Number(column) + 200)
    .replace(/\(\s+/, "(");
}
