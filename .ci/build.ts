/** Builds `dist/`: the folder that is packed, with a package.json of its own whose exports name .js and .d.ts files. */
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, rmSync, writeFileSync } from "node:fs";

import { writeContainer } from "./container.ts";
import { publicEntries, readManifest, root } from "./package.ts";
import type { Manifest } from "./package.ts";

/** Fields that only the repository needs; `private` keeps it from being published in place of `dist`. */
const privateFields = ["private", "scripts", "devDependencies", "allowScripts"];

function built(source: string): string {
  return source.replace(/\.ts$/u, ".js");
}

function packedManifest(manifest: Manifest): Record<string, unknown> {
  const kept = Object.entries(manifest).filter(([field]) => !privateFields.includes(field));
  const modules = publicEntries(manifest).map(([subpath, source]) => {
    return [subpath, { types: source.replace(/\.ts$/u, ".d.ts"), default: built(source) }] as const;
  });
  return {
    ...Object.fromEntries(kept),
    bin: Object.fromEntries(Object.entries(manifest.bin).map(([name, source]) => [name, built(source)])),
    exports: { ...Object.fromEntries(modules), "./package.json": "./package.json" },
    files: ["sdk", "transforms", "io", "runners", "container"],
  };
}

function compile(): void {
  const args = [`${root}node_modules/typescript/bin/tsc`, "-p", `${root}.ci/tsconfig.build.json`];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(1);
}

const manifest = readManifest();
rmSync(`${root}dist`, { recursive: true, force: true });
compile();
writeFileSync(`${root}dist/package.json`, `${JSON.stringify(packedManifest(manifest), null, 2)}\n`);
for (const file of ["LICENSE", "README.md"]) copyFileSync(`${root}${file}`, `${root}dist/${file}`);
await writeContainer(`${root}dist/container`);
for (const source of Object.values(manifest.bin)) chmodSync(`${root}dist/${built(source)}`, 0o755);
