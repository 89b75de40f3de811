import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cachedFolder, engineCache } from "./cache-folder.ts";

const silent = (): void => undefined;
let home = "";

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "purlin-cache-"));
  vi.stubEnv("XDG_CACHE_HOME", home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

const write = (folder: string): Promise<void> => {
  writeFileSync(path.join(folder, "file"), "whole");
  return Promise.resolve();
};

describe("a folder of the cache", () => {
  it("is filled once, whoever needs it how often", async () => {
    let fills = 0;
    const fill = async (folder: string): Promise<void> => {
      fills++;
      await sleep(20);
      await write(folder);
    };
    const folders = await Promise.all([1, 2, 3].map(() => cachedFolder("engine", fill, silent)));
    await cachedFolder("engine", fill, silent);
    expect(new Set(folders)).toEqual(new Set([path.join(home, "purlin", "engines", "engine")]));
    expect(fills).toBe(1);
    expect(readdirSync(engineCache())).toEqual(["engine"]);
  });

  it("is not there at all when it could not be filled", async () => {
    const failing = cachedFolder(
      "engine",
      async (folder) => {
        await write(folder);
        throw new Error("no network");
      },
      silent,
    );
    await expect(failing).rejects.toThrow("no network");
    expect(readdirSync(engineCache())).toEqual([]);
    expect(existsSync(await cachedFolder("engine", write, silent))).toBe(true);
  });

  it("is filled though a process that has died left its lock and its unfinished work", async () => {
    // No process has the highest id that there can be.
    const dead = "4194304";
    mkdirSync(path.join(engineCache(), `engine.${dead}`), { recursive: true });
    writeFileSync(path.join(engineCache(), "engine.lock"), dead);
    const folder = await cachedFolder("engine", write, silent);
    expect(readdirSync(folder)).toEqual(["file"]);
    expect(readdirSync(engineCache())).toEqual(["engine"]);
  });

  it("is waited for while another process fills it", async () => {
    mkdirSync(engineCache(), { recursive: true });
    const lock = path.join(engineCache(), "engine.lock");
    // A process that lives: the parent of this one.
    writeFileSync(lock, String(process.ppid));
    const told: string[] = [];
    const waiting = cachedFolder("engine", write, (text) => told.push(text));
    await vi.waitFor(() =>
      expect(told).toEqual([`waiting for process ${String(process.ppid)}, which downloads the same`]),
    );
    rmSync(lock);
    await waiting;
    expect(readdirSync(engineCache())).toEqual(["engine"]);
  });
});
