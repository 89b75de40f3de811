// How long a program waits before it can build a pipeline, from the packed build, and how long `npm start` takes.
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { report } from "../figure.ts";

const root = join(import.meta.dirname, "../../..");

execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
const entry = pathToFileURL(join(root, "dist/sdk/index.js")).href;
const program = `const t = performance.now(); await import(${JSON.stringify(entry)}); console.log(performance.now() - t);`;
let importMillis = Infinity;
for (let round = 0; round < 5; round++) {
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  importMillis = Math.min(importMillis, Number(printed));
}

const begun = performance.now();
const started = spawnSync("npm", ["start", "--silent"], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
const startSeconds = (performance.now() - begun) / 1000;
if (started.status !== 0) throw new Error(`npm start has failed: ${String(started.stderr)}`);

report(
  {
    name: "import",
    value: importMillis,
    unit: "ms",
    goal: 100,
    details: 'import "purlin" of the packed build, least of 5',
  },
  { name: "npm start", value: startSeconds, unit: "s", goal: 15, details: "with everything installed" },
);
