/**
 * Packs the built package, holds the tarball to publint and attw, and installs it into an empty project, where the
 * programs of test/package compile under a strict tsc and run, and the command answers.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { buildInFolder } from "./dockerfile.ts";
import { readManifest, root } from "./package.ts";

const manifest = readManifest();
const folder = mkdtempSync(join(tmpdir(), "purlin-pack-"));
const project = join(folder, "project");
const programs = readdirSync(`${root}test/package`).filter((file) => /^user-.*\.ts$/u.test(file));
const tools = `${root}node_modules`;

/** The user's npm knows nothing of the npm that runs this script. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/iu.test(name)));

/** The strictest compiler a user may have: declarations are checked too, and there is no DOM. */
const tsconfig = {
  compilerOptions: {
    target: "es2023",
    module: "nodenext",
    lib: ["es2024"],
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    skipLibCheck: false,
  },
  include: ["*.ts"],
};

function run(title: string, cwd: string, [command, ...args]: readonly [string, ...string[]]): string {
  const shell = process.platform === "win32";
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env: environment,
    encoding: "utf8",
    shell,
  });
  if (error) throw error;
  if (status !== 0) {
    console.error(`${stdout}${stderr}\nFAILED: ${title}`);
    rmSync(folder, { recursive: true });
    process.exit(1);
  }
  console.log(`ok: ${title}`);
  return stdout;
}

function pack(): string {
  const stdout = run("npm pack", folder, ["npm", "pack", "--json", "--pack-destination", folder, `${root}dist`]);
  const filename = /"filename": "([^"]+)"/u.exec(stdout)?.[1];
  if (filename === undefined) throw new Error(`npm pack named no tarball: ${stdout}`);
  return join(folder, filename);
}

function makeProject(tarball: string): void {
  const files = { "package.json": { name: "user", private: true, type: "module" }, "tsconfig.json": tsconfig };
  mkdirSync(project);
  for (const [file, content] of Object.entries(files)) writeFileSync(join(project, file), JSON.stringify(content));
  for (const file of programs) copyFileSync(`${root}test/package/${file}`, join(project, file));
  const types = `@types/node@${manifest.devDependencies["@types/node"] ?? "latest"}`;
  const flags = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  run("npm install of the tarball", project, ["npm", "install", ...flags, tarball, types]);
}

/** The package's Dockerfile makes an image whose entry point starts, without anything of the project's. */
function checkContainer(): void {
  const { command, cwd, env } = buildInFolder(join(project, "node_modules/purlin/container"), join(folder, "image"));
  const [program = "", ...args] = command;
  const { status, stderr } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
  if (status !== 1 || !stderr.includes("The boot program needs the worker's id.")) {
    throw new Error(`The image's entry point ended with ${String(status)}: ${stderr}`);
  }
  console.log("ok: the image's entry point");
}

const tarball = pack();
run("publint", root, [process.execPath, `${tools}/publint/src/cli.js`, tarball, "--strict"]);
run("attw", root, [process.execPath, `${tools}/@arethetypeswrong/cli/dist/index.js`, tarball, "--profile", "esm-only"]);
makeProject(tarball);
run("tsc", project, [process.execPath, `${tools}/typescript/bin/tsc`, "-p", "."]);
for (const file of programs) run(`node ${file}`, project, [process.execPath, file.replace(/\.ts$/u, ".js")]);
const help = run("npx purlin --help", project, ["npx", "--no-install", "purlin", "--help"]);
if (!help.includes("purlin")) throw new Error(`purlin --help says nothing of itself: ${help}`);
checkContainer();
rmSync(folder, { recursive: true });
