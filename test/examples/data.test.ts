import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { madeUpFiles } from "../../examples/data/make-data.ts";
import { dataFolder } from "./run-example.ts";

describe("the data of the examples", () => {
  it.each([...madeUpFiles()])("is what makes it up makes: %s", (name, text) => {
    expect(readFileSync(join(dataFolder, name), "utf8")).toBe(text);
  });
});
