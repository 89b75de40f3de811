import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { publicEntries, readManifest, root } from "../../.ci/package.ts";

const manifest = readManifest();

describe("the project", () => {
  it("runs its tests on the Node that package.json names, whatever the system has", () => {
    expect(process.version).toBe(`v${manifest.devDependencies.node ?? ""}`);
  });

  it("documents every public entry", () => {
    const { entryPoints } = JSON.parse(readFileSync(`${root}typedoc.json`, "utf8")) as { entryPoints: string[] };
    const sources = publicEntries(manifest).map(([, source]) => source.replace("./", ""));
    expect(entryPoints.toSorted()).toEqual(sources.toSorted());
  });

  it("names each public entry, and leaves none open by a wildcard", () => {
    expect(Object.keys(manifest.exports).filter((subpath) => subpath.includes("*"))).toEqual([]);
  });
});
