import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lastWordsArguments, leaveLastWords, readLastWords } from "./last-words.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "purlin-last-words-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the last words of a worker", () => {
  it("are none where nothing has ended, or the folder is gone", async () => {
    await expect(readLastWords(folder)).resolves.toBeUndefined();
    await expect(readLastWords(path.join(folder, "gone"))).resolves.toBeUndefined();
  });

  it("are what it has said itself", async () => {
    leaveLastWords(folder, "BootError: no program");
    await expect(readLastWords(folder)).resolves.toBe("BootError: no program");
  });

  it("are nobody's to hear without a folder, and none when it was removed meanwhile", () => {
    expect(() => {
      leaveLastWords(undefined, "unheard");
      leaveLastWords(path.join(folder, "gone"), "unheard");
    }).not.toThrow();
    expect(lastWordsArguments(undefined)).toEqual([]);
  });

  it("are Node's own, without the environment's secrets, when its heap is full", async () => {
    const grow = "const kept = []; for (;;) kept.push(new Array(100_000).fill(kept.length));";
    const child = spawn(process.execPath, [...lastWordsArguments(folder), "--max-old-space-size=20", "-e", grow], {
      stdio: "ignore",
      env: { ...process.env, SECRET_OF_TESTS: "hunter2" },
    });
    await once(child, "exit");
    leaveLastWords(folder, "The worker ended before its work did.");
    await expect(readLastWords(folder)).resolves.toMatch(/^It ran out of memory\./);
    for (const name of readdirSync(folder)) {
      expect(readFileSync(path.join(folder, name), "utf8")).not.toContain("hunter2");
    }
  });

  it("are not a report that was cut short", async () => {
    writeFileSync(path.join(folder, "report.json"), '{"header":{"trigger":"OOMErr');
    leaveLastWords(folder, "ended");
    await expect(readLastWords(folder)).resolves.toBe("ended");
  });
});
