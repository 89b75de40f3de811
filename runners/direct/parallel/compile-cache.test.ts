import { describe, expect, it, vi } from "vitest";
import { compiledOnce, restoreEnvironment } from "./compile-cache.ts";

describe("the environment of a thread", () => {
  it("has a folder of the user's cache for what is compiled, which the program does not see", () => {
    const environment = { ...compiledOnce({ HOME: "/home/ada" }) };
    expect(environment.NODE_COMPILE_CACHE).toMatch(/purlin.compiled$/);
    restoreEnvironment(environment);
    expect(environment).toEqual({ HOME: "/home/ada" });
  });

  it.runIf(process.platform === "linux")("is left alone where the folder can't be made", () => {
    vi.stubEnv("XDG_CACHE_HOME", "/proc/none");
    expect(compiledOnce({ HOME: "/home/ada" })).toEqual({ HOME: "/home/ada" });
    vi.unstubAllEnvs();
  });

  it.each([{ NODE_COMPILE_CACHE: "/mine" }, { NODE_DISABLE_COMPILE_CACHE: "1" }, { NODE_V8_COVERAGE: "coverage" }])(
    "is left alone where the user has decided: %o",
    (decided) => {
      const environment = { ...compiledOnce(decided) };
      restoreEnvironment(environment);
      expect(environment).toEqual(decided);
    },
  );
});
