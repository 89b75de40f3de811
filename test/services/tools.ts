import { accessSync, constants } from "node:fs";
import path from "node:path";
import { describe, it } from "vitest";
import type { Tool } from "../../runners/portable/job-server/run-tool.ts";

/** Says whether a program can be run: one on the PATH, or a file. */
function isInstalled(command: string): boolean {
  const folders = command.includes(path.sep) ? [""] : (process.env.PATH ?? "").split(path.delimiter);
  return folders.some((folder) => {
    try {
      accessSync(path.join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Declares tests that need programs of the system. Where one is missing they are skipped, with a line that says what to
 * install; with `PURLIN_REQUIRE_TOOLS=1` they fail.
 */
export function describeWithTools(name: string, needed: readonly Tool[], declare: () => void): void {
  const missing = needed.filter(({ command }) => !isInstalled(command));
  if (missing.length === 0) {
    describe(name, declare);
    return;
  }
  const advice = missing.map(({ command, install }) => `${command} is missing: ${install}`).join("; ");
  if (process.env.PURLIN_REQUIRE_TOOLS !== "1") {
    console.warn(`Skipped ${name}: ${advice}`);
    describe.skip(name, declare);
    return;
  }
  describe(name, () => {
    it("has the programs that it needs", () => {
      throw new Error(advice);
    });
  });
}
