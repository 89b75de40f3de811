import { spawn } from "node:child_process";
import { once } from "node:events";
import { programFile } from "./evaluate.ts";

/** What a program has left. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the programs here as a user does. */
export async function runProgram(name: string, args: readonly string[] = []): Promise<ProgramEnd> {
  const child = spawn(process.execPath, [programFile(name), ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const text = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text.stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...text };
}
