import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** One instruction of a Dockerfile: `COPY`, and what stands behind it. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** Returns the instructions of a Dockerfile. */
export function readDockerfile(text: string): Instruction[] {
  const lines = text.replaceAll("\\\n", " ").split("\n");
  const instructions = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  return instructions.map((line) => {
    const [name = ""] = line.split(/\s/u, 1);
    return { name, text: line.slice(name.length).trim() };
  });
}

/** What an image starts. */
export interface EntryPoint {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/**
 * Does what a Dockerfile says in a folder that stands for the root of the image, with this process's Node in the place of
 * the base image. It knows what the Dockerfile of workers needs, and no more.
 *
 * @param context - the folder that the image is built from
 * @throws Error when the Dockerfile says something else, or copies what is not there
 */
export function buildInFolder(context: string, imageRoot: string): EntryPoint {
  const steps = readDockerfile(readFileSync(join(context, "Dockerfile"), "utf8"));
  const image = { command: [] as string[], env: {} as Record<string, string>, cwd: imageRoot };
  for (const { name, text } of steps) {
    if (name === "ARG" || name === "FROM") continue;
    else if (name === "WORKDIR") mkdirSync((image.cwd = join(imageRoot, text)), { recursive: true });
    else if (name === "COPY") copy({ context, into: image.cwd, text });
    else if (name === "ENV") Object.assign(image.env, Object.fromEntries([text.split("=")]));
    else if (name === "ENTRYPOINT")
      image.command = (JSON.parse(text) as string[]).map((word) => inRoot(word, imageRoot));
    else throw new Error(`The Dockerfile has an instruction that this check can't follow: ${name} ${text}`);
  }
  return image;
}

function copy({ context, into, text }: Record<"context" | "into" | "text", string>): void {
  const words = text.split(/\s+/u);
  const target = words.pop() ?? "";
  for (const file of words) cpSync(join(context, file), resolve(into, target, file));
}

function inRoot(word: string, imageRoot: string): string {
  if (word === "node") return process.execPath;
  return word.startsWith("/") ? join(imageRoot, word) : word;
}
