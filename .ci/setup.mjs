/**
 * Installs what is missing, and does nothing else.
 *
 * Plain JavaScript without a dependency: it runs before anything is installed, on whatever Node the system has.
 * npm writes its hidden lockfile last, so an interrupted install and a changed package-lock.json are both seen.
 */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function isInstalled() {
  const installed = join(root, "node_modules", ".package-lock.json");
  const binary = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
  if (!existsSync(installed) || !existsSync(binary)) return false;
  return statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}

function install() {
  // npm warns of the system's Node being older than `engines` asks for: the Node that it installs is what runs.
  const args = ["ci", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: ["ignore", "inherit", "inherit"] };
  const result = npm?.endsWith(".js")
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

if (!isInstalled()) {
  console.log("Installing what is missing: npm ci");
  process.exitCode = install();
  if (process.exitCode === 0 && !isInstalled()) {
    console.error(
      "npm ci left no Node in node_modules/.bin: the install script of the package `node` did not run.\n" +
        "Run `npm rebuild node`, or `npm ci` without --ignore-scripts.",
    );
    process.exitCode = 1;
  }
}
