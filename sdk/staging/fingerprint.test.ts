import { describe, expect, it } from "vitest";
import { countPerElement } from "../../transforms/count.ts";
import {
  fixedWindows,
  jsonCoder,
  kvCoder,
  minutes,
  Pipeline,
  seconds,
  stringUtf8Coder,
  varintCoder,
} from "../index.ts";
import { compareFingerprints, GraphMismatchError } from "./compare-fingerprints.ts";
import { fingerprintOf, type Fingerprint } from "./fingerprint.ts";

async function fingerprint(build: (p: Pipeline) => unknown): Promise<Fingerprint> {
  const p = Pipeline.create();
  build(p);
  return fingerprintOf(await p.toProto());
}

const base = (p: Pipeline): unknown => p.create(["a"]).map("Upper", (w) => w.toUpperCase());

describe("a fingerprint", () => {
  it("is the same for the same program", async () => {
    expect(await fingerprint(base)).toEqual(await fingerprint(base));
  });

  it("doesn't hang on the text of functions, nor on where steps are made", async () => {
    const other = (p: Pipeline): unknown => {
      const words = p.create(["a"]);
      return words.map("Upper", (word) => {
        const upper = word.toUpperCase();
        return upper;
      });
    };
    expect((await fingerprint(other)).sha256).toBe((await fingerprint(base)).sha256);
  });

  it.each<{ name: string; one: (p: Pipeline) => unknown; other: (p: Pipeline) => unknown; line: string }>([
    {
      name: "the name of a step",
      one: base,
      other: (p) => p.create(["a"]).map("Other", (w) => w),
      line: "Other: beam:transform:pardo:v1",
    },
    {
      name: "the kind of a step",
      one: (p) => p.create(["a"]).apply("X", (pc) => pc.reshuffle("Y")),
      other: (p) => p.create(["a"]).apply("X", (pc) => pc.map("Y", (w) => w)),
      line: "X/Y: beam:transform:pardo:v1",
    },
    {
      name: "the number of functions before one",
      one: (p) => {
        p.create(["a"]).map("Last", (w) => w);
      },
      other: (p) => {
        p.functions.add("coder", jsonCoder(), "another");
        p.create(["a"]).map("Last", (w) => w);
      },
      line: "function",
    },
    {
      name: "a coder",
      one: (p) => p.create(["a"]).withCoder(stringUtf8Coder),
      other: (p) => p.create(["a"]).withCoder(jsonCoder()),
      line: "coder purlin:coder:json:v1",
    },
    {
      name: "a coder within a coder",
      one: (p) => p.create([["a", 1]]).withCoder(kvCoder(stringUtf8Coder, varintCoder)),
      other: (p) => p.create([["a", 1]]).withCoder(kvCoder(stringUtf8Coder, jsonCoder())),
      line: "coder beam:coder:kv:v1(beam:coder:string_utf8:v1, purlin:coder:json:v1)",
    },
    {
      name: "windowing",
      one: (p) => p.create([1]).window("W", fixedWindows(minutes(1))),
      other: (p) => p.create([1]).window("W", fixedWindows(seconds(61))),
      line: "W: payload",
    },
    {
      name: "what is connected to what",
      one: (p) => {
        const [a, b] = [p.create("A", [1]), p.create("B", [1])];
        a.map("X", (n) => n);
        b.map("Y", (n) => n);
      },
      other: (p) => {
        const [a, b] = [p.create("A", [1]), p.create("B", [1])];
        b.map("X", (n) => n);
        a.map("Y", (n) => n);
      },
      line: "X: input",
    },
  ])("changes with $name, and says so", async ({ one, other, line }) => {
    const [submitted, evaluated] = [await fingerprint(one), await fingerprint(other)];
    expect(submitted.sha256).not.toBe(evaluated.sha256);
    const news = evaluated.lines.filter((text) => !submitted.lines.includes(text));
    expect(news.join("\n")).toContain(line);
  });

  it("names the parts of composites in their order", async () => {
    const { lines } = await fingerprint((p) => p.create(["a"]).apply(countPerElement()));
    const steps = lines.map((text) => text.replace(/:.*/, ""));
    expect(steps.indexOf("Create")).toBeLessThan(steps.indexOf("CountPerElement"));
    expect(steps.some((step) => step.startsWith("CountPerElement/"))).toBe(true);
  });
});

describe("comparing fingerprints", () => {
  it("finds no fault with the same one", async () => {
    const submitted = await fingerprint(base);
    expect(() => compareFingerprints({ submitted, evaluated: submitted, where: "here" })).not.toThrow();
  });

  it("shows the first lines that differ, of both sides", () => {
    const submitted = { sha256: "1", lines: ["same", "one", "two", "three", "four"] };
    const evaluated = { sha256: "2", lines: ["same"] };
    const compare = (): void => compareFingerprints({ submitted, evaluated, where: "on the worker w1" });
    expect(compare).toThrow(GraphMismatchError);
    expect(compare).toThrow(
      /evaluated again, on the worker w1\.\n +submitted +one\n +two\n +three\n +evaluated +nothing more\n +sizes +5 and 1 lines/,
    );
  });
});
