import { describe, expect, it } from "vitest";
import { compiledOnce, restoreEnvironment } from "./compile-cache.ts";

describe("the environment of a thread", () => {
  it("has a folder of the user's cache for what is compiled, which the program does not see", () => {
    const environment = { ...compiledOnce({ HOME: "/home/ada" }) };
    expect(environment.NODE_COMPILE_CACHE).toMatch(/purlin.compiled$/);
    restoreEnvironment(environment);
    expect(environment).toEqual({ HOME: "/home/ada" });
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
