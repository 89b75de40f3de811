/** Writes the API report of each public entry of the built package to `etc/`; with `--check`, finds any difference. */
import { mkdirSync, readdirSync, rmSync } from "node:fs";

import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import type { ExtractorMessage, IConfigFile } from "@microsoft/api-extractor";

import { publicEntries, readManifest, root } from "./package.ts";

const isCheck = process.argv.includes("--check");
const manifest = readManifest();

function reportName(subpath: string): string {
  return subpath === "." ? manifest.name : subpath.slice(2).replaceAll("/", "-");
}

function configFor(subpath: string, source: string): IConfigFile {
  const silent = { logLevel: ExtractorLogLevel.None, addToApiReportFile: false };
  return {
    projectFolder: root,
    mainEntryPointFilePath: `${root}dist/${source.replace(/\.ts$/u, ".d.ts")}`,
    compiler: { tsconfigFilePath: `${root}tsconfig.json` },
    apiReport: {
      enabled: true,
      reportFileName: `${reportName(subpath)}.api.md`,
      reportFolder: `${root}etc`,
      reportTempFolder: `${root}temp`,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    newlineKind: "lf",
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
      extractorMessageReporting: {
        default: { logLevel: ExtractorLogLevel.Error },
        // Whatever an entry exports is public; there is no second grade of it to mark.
        "ae-missing-release-tag": silent,
        // A type may be exported by another entry than the one that mentions it: typedoc, which sees all, judges that.
        "ae-forgotten-export": silent,
        // A user sees `_` before a name as well as we do, and typedoc checks the links.
        "ae-internal-missing-underscore": silent,
        "ae-unresolved-link": silent,
        // typedoc says what must be documented.
        "ae-undocumented": silent,
      },
      // typedoc and ESLint read the same comments, and TSDoc's own grammar refuses much that is plain Markdown.
      tsdocMessageReporting: { default: silent },
    },
  };
}

function show(message: ExtractorMessage): void {
  message.handled = true;
  // That a report differs is said below, in this repository's words.
  if (message.messageId.startsWith("console-api-report")) return;
  const isShown = message.logLevel === ExtractorLogLevel.Error || message.logLevel === ExtractorLogLevel.Warning;
  const place = message.sourceFilePath?.replace(root, "") ?? "";
  if (isShown) console.error(`${place}:${message.sourceFileLine ?? 0} ${message.messageId} ${message.text}`);
}

/** Writes or checks one report, and says whether all is well with it. */
function report(subpath: string, source: string): boolean {
  const config = ExtractorConfig.prepare({
    configObject: configFor(subpath, source),
    configObjectFullPath: undefined,
    packageJsonFullPath: `${root}package.json`,
  });
  const result = Extractor.invoke(config, { localBuild: !isCheck, messageCallback: show });
  const name = `etc/${reportName(subpath)}.api.md`;
  if (isCheck && result.apiReportChanged) {
    console.error(`${name} differs from the API: run npm run api, and review the difference.`);
  }
  return result.errorCount === 0 && !(isCheck && result.apiReportChanged);
}

/** The reports of entries that package.json no longer names. */
function leftovers(names: readonly string[]): string[] {
  return readdirSync(`${root}etc`).filter((file) => !names.includes(file));
}

mkdirSync(`${root}etc`, { recursive: true });
mkdirSync(`${root}temp`, { recursive: true });
const entries = publicEntries(manifest);
const isGood = entries.map(([subpath, source]) => report(subpath, source)).every(Boolean);
const stale = leftovers(entries.map(([subpath]) => `${reportName(subpath)}.api.md`));
for (const file of stale) {
  if (isCheck) console.error(`etc/${file} belongs to no entry of package.json: run npm run api.`);
  else rmSync(`${root}etc/${file}`);
}
if (!isGood || (isCheck && stale.length > 0)) process.exitCode = 1;
else console.log(`${entries.length} API reports ${isCheck ? "hold" : "written to etc/"}.`);
