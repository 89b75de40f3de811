import { readFile } from "node:fs/promises";
import path from "node:path";
import type { OnResolveArgs, Plugin, PluginBuild, TransformOptions } from "esbuild";
import { needsTransform, placesOfUse, transformModule, type Asset } from "./module-transform.ts";
import { isOfPurlin, purlinFile } from "./purlin-files.ts";

/** The modules that only a bundle has, by what they are imported as. */
export const bundleModules = Object.freeze({ prelude: "purlin:prelude", program: "purlin:program" });

/** What is found on the way through a program's modules. */
export interface BundleFindings {
  readonly assets: Map<string, Asset>;
  /** The packages with native code, and who wants it. */
  readonly native: Map<string, string>;
  /** Places that reach for a file that nothing tells. */
  readonly undeclared: string[];
}

/** What a plugin needs to know. */
export interface BundleFacts {
  readonly file: string;
  readonly isDefinition: boolean;
  readonly transformOptions: TransformOptions;
}

/** Joins a program with the start of a worker, and looks for what would not survive the journey. */
export function bundlePlugin(facts: BundleFacts, findings: BundleFindings): Plugin {
  return {
    name: "purlin",
    setup(build) {
      resolveOwnModules(build, facts.file);
      resolveAbsent(build);
      findNative(build, findings);
      transformModules(build, facts, findings);
    },
  };
}

function resolveOwnModules(build: PluginBuild, file: string): void {
  // Both have effects, whatever the packages that their files belong to say of themselves.
  build.onResolve({ filter: /^purlin:program$/ }, () => ({ path: file, sideEffects: true }));
  build.onResolve({ filter: /^purlin:prelude$/ }, ({ path: name }) => ({
    path: name,
    namespace: "purlin",
    sideEffects: true,
  }));
  build.onLoad({ filter: /^purlin:prelude$/, namespace: "purlin" }, () => ({
    contents: `import { beginEvaluation } from ${JSON.stringify(purlinFile("sdk/container/worker-main"))};\nbeginEvaluation();\n`,
    resolveDir: path.dirname(file),
  }));
  // A worker neither runs pipelines nor asks expansion services: what does, and all that it loads, stays behind.
  build.onResolve({ filter: /\/(runners\/index|expansion\/expand-externals)\.[jt]s$/ }, ({ path: name, importer }) =>
    isOfPurlin(importer) ? { path: name, namespace: "purlin-absent" } : undefined,
  );
  build.onLoad({ filter: /.*/, namespace: "purlin-absent" }, () => ({
    contents: "throw new Error('A worker neither runs pipelines nor expands transforms of other SDKs.');",
  }));
}

const looking = Symbol("looking");

/** Leaves out the packages that others can use, but that are not installed. */
function resolveAbsent(build: PluginBuild): void {
  build.onResolve({ filter: /^[^./]/ }, async (args: OnResolveArgs) => {
    const isOptional = args.kind !== "entry-point" && (isOfPurlin(args.importer) || isPackaged(args.importer));
    if (!isOptional || args.pluginData === looking || args.path.startsWith("node:")) return undefined;
    const { importer, namespace, resolveDir, kind, with: attributes } = args;
    const found = await build.resolve(args.path, {
      importer,
      namespace,
      resolveDir,
      kind,
      with: attributes,
      pluginData: looking,
    });
    return found.errors.length > 0 ? { path: args.path, external: true } : found;
  });
}

function isPackaged(file: string): boolean {
  return file.includes(`${path.sep}node_modules${path.sep}`);
}

/** The packages by which others load their native code, found by paths that are computed. */
const nativeLoaders =
  /^(bindings|node-gyp-build|node-gyp-build-optional-packages|prebuild-install|@mapbox\/node-pre-gyp)$/;

function findNative(build: PluginBuild, { native }: BundleFindings): void {
  const note = ({ path: name, importer }: OnResolveArgs): { path: string; external: true } => {
    native.set(packageOf(importer) ?? importer, `${importer} loads ${name}`);
    return { path: name, external: true };
  };
  build.onResolve({ filter: /\.node$/ }, note);
  build.onResolve({ filter: nativeLoaders }, note);
}

function packageOf(file: string): string | undefined {
  const [, name] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file) ?? [];
  return name;
}

function transformModules(build: PluginBuild, facts: BundleFacts, findings: BundleFindings): void {
  build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: "file" }, async ({ path: file }) => {
    if (isOfPurlin(file)) return undefined;
    const source = await readFile(file, "utf8");
    if (!needsTransform(source)) return undefined;
    const module = { file, source, isMain: file === facts.file && !facts.isDefinition };
    const { transform } = build.esbuild;
    const { code, assets, unknownUses } = await transformModule(module, transform, facts.transformOptions);
    for (const asset of assets) findings.assets.set(asset.name, asset);
    // What packages do with their own place is theirs: most load other packages by it.
    if (unknownUses > 0 && !isPackaged(file)) findings.undeclared.push(...placesOfUse(module));
    return { contents: code, loader: "js", resolveDir: path.dirname(file) };
  });
}
