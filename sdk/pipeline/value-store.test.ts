import { afterEach, describe, expect, it } from "vitest";
import { CoderError } from "../coders/coder-error.ts";
import { setReplay } from "../options/replay.ts";
import { Pipeline } from "./pipeline.ts";

const replayKey = Symbol.for("purlin.replay");
afterEach(() => {
  Reflect.deleteProperty(globalThis, replayKey);
});

describe("a value of a pipeline", () => {
  it("is computed once, and what workers will decode", async () => {
    const p = Pipeline.create();
    const original = { at: new Date(5), names: new Set(["a"]) };
    const value = await p.value("value", () => original);
    expect(value).toEqual(original);
    expect(value).not.toBe(original);
  });

  it("may be computed asynchronously", async () => {
    await expect(Pipeline.create().value("n", () => Promise.resolve(7n))).resolves.toBe(7n);
  });

  it("is replayed on a worker, where nothing is computed", async () => {
    const p = Pipeline.create();
    await p.value("a", () => "computed");
    setReplay({ parsedOptions: [], values: p.values.encoded });
    const compute = (): string => {
      throw new Error("computed again");
    };
    await expect(Pipeline.create().value("a", compute)).resolves.toBe("computed");
  });

  it("is not to be had twice under one name, not even at once", async () => {
    const p = Pipeline.create();
    const first = p.value("a", () => Promise.resolve(1));
    await expect(p.value("a", () => 2)).rejects.toMatchObject({ code: "PURLIN_VALUE_NAME" });
    await expect(first).resolves.toBe(1);
  });

  it("is an error on a worker when the job carries none of that name", async () => {
    setReplay({ parsedOptions: [], values: new Map([["b", new Uint8Array()]]) });
    await expect(Pipeline.create().value("a", () => 1)).rejects.toThrow(
      /no value named "a"(.|\n)*values of the job +b/,
    );
  });

  it("must be one that the value coder can carry", async () => {
    await expect(Pipeline.create().value("f", () => () => 1)).rejects.toThrow(CoderError);
  });
});
