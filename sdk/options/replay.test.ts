import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { option } from "./option.ts";
import { parseOptions } from "./parse-options.ts";
import { recordedOptions, setReplay } from "./replay.ts";

function forget(): void {
  for (const name of ["replay", "parsedOptions"]) Reflect.deleteProperty(globalThis, Symbol.for(`purlin.${name}`));
}
beforeEach(forget);
afterEach(forget);

describe("replayed options", () => {
  it("are what was parsed when the job was submitted, whatever the command line says now", () => {
    const spec = { input: option.string(), top: option.integer({ default: 3 }) };
    const submitted = parseOptions(spec, ["--input=a", "--runner=flink"]);
    setReplay({ parsedOptions: recordedOptions(), values: new Map() });
    expect(parseOptions(spec, ["--input=b", "--nonsense"])).toEqual(submitted);
  });

  it("go to the call that declares the same names, in the order of calls", () => {
    const [a, b] = [{ a: option.string() }, { b: option.string() }];
    parseOptions(a, ["--a=1"]);
    parseOptions(b, ["--b=2"]);
    parseOptions(a, ["--a=3"]);
    setReplay({ parsedOptions: recordedOptions(), values: new Map() });
    expect([parseOptions(b, []).b, parseOptions(a, []).a, parseOptions(a, []).a]).toEqual(["2", "1", "3"]);
  });

  it("that were never parsed before are parsed", () => {
    setReplay({ parsedOptions: [], values: new Map() });
    expect(parseOptions({ a: option.string() }, ["--a=1"]).a).toBe("1");
  });
});
