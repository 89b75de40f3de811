import { createHash } from "node:crypto";
import path from "node:path";
import { commonJsBanner } from "./common-js-banner.ts";
import { keepFiles } from "./keep-files.ts";
import { purlinFile } from "./purlin-files.ts";

/** The boot program, as a file of its own. */
export interface BootProgram {
  /** The folder that holds it. */
  readonly folder: string;
  /** The program itself, for Node. */
  readonly program: string;
  /** An executable file that starts it under this process's own Node: what runners on this machine start. */
  readonly launcher: string;
}

/** The file's name, here and in images. */
export const bootName = "boot.mjs";
const launcherName = "boot";

/**
 * Makes one file of the boot program, in the user's cache. As one it starts within a fifth of a second, in a third of the
 * time that its modules take one by one.
 */
export async function bundleBoot(): Promise<BootProgram> {
  const program = await bootModule();
  const launcher = `#!/bin/sh\nexec ${quoted(process.execPath)} "$(dirname "$0")/${bootName}" "$@"\n`;
  const sha256 = createHash("sha256").update(program).update(launcher).digest("hex");
  const files = new Map<string, Uint8Array | string>([
    [bootName, program],
    [launcherName, launcher],
  ]);
  const folder = await keepFiles(path.join("boot", sha256), files, [launcherName]);
  return { folder, program: path.join(folder, bootName), launcher: path.join(folder, launcherName) };
}

/** Returns the boot program as one module, which needs nothing but Node. */
export async function bootModule(): Promise<Uint8Array> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [purlinFile("sdk/container/boot")],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22.18",
    banner: { js: commonJsBanner },
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/** Makes a word of the shell's of any text. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
