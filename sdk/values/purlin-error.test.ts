import { execFileSync } from "node:child_process";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { PurlinError, type ErrorParts } from "./purlin-error.ts";

class BrokenError extends PurlinError {
  constructor(parts: ErrorParts) {
    super("BrokenError", "PURLIN_BROKEN", parts);
  }
}

const summary = '"Orders/ByCustomer" is broken.';

describe("the message of a PurlinError", () => {
  it.each<{ name: string; parts: ErrorParts; lines: string[] }>([
    { name: "is the sentence alone where there is nothing more", parts: { summary }, lines: [summary] },
    {
      name: "aligns the facts as a table",
      parts: { summary, facts: { "key coder": "json", at: "examples/orders.ts:14:3" } },
      lines: [summary, "  key coder  json", "  at         examples/orders.ts:14:3"],
    },
    {
      name: "keeps the lines of a long fact in its column",
      parts: { summary, facts: { got: "first\nsecond" } },
      lines: [summary, "  got  first", "       second"],
    },
    {
      name: "asks for the only remedy",
      parts: { summary, remedies: ["leave it out"] },
      lines: [summary, "Do this: leave it out"],
    },
    {
      name: "lists several remedies, of which one is enough",
      parts: { summary, facts: { at: "a.ts:1:2" }, remedies: ["leave it out", "name another:  .withCoder(...)"] },
      lines: [summary, "  at  a.ts:1:2", "Do one of:", "  - leave it out", "  - name another:  .withCoder(...)"],
    },
  ])("$name", ({ parts, lines }) => {
    expect(new BrokenError(parts).message).toBe(lines.join("\n"));
  });
});

describe("a PurlinError", () => {
  const facts = { at: "a.ts:1:2" };
  const cause = new TypeError("no such field");
  const error = new BrokenError({ summary, facts, remedies: ["mend it"], cause });

  it("is an Error, a PurlinError and of its own class", () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(PurlinError);
    expect(error).toBeInstanceOf(BrokenError);
  });

  it("has its code, its facts and its cause as fields", () => {
    expect(error).toMatchObject({ name: "BrokenError", code: "PURLIN_BROKEN", facts, cause });
  });

  it("has no cause where none was given", () => {
    expect("cause" in new BrokenError({ summary })).toBe(false);
  });

  it("begins its stack with name, code and message, and goes on with the place where it was made", () => {
    const [head, ...rest] = error.stack!.split("\n");
    expect(head).toBe(`BrokenError [PURLIN_BROKEN]: ${summary}`);
    expect(rest.slice(0, 2)).toEqual(["  at  a.ts:1:2", "Do this: mend it"]);
    expect(rest[2]).toMatch(/^ {4}at .*purlin-error\.test\.ts:\d+:\d+\)?$/);
  });

  it("tells a stack that is quoted in its message from its own", () => {
    const quoting = new BrokenError({ summary: "A worker failed:\n    at worker.ts:1:1" });
    expect(quoting.stack!.match(/worker\.ts/g)).toHaveLength(1);
    expect(quoting.stack).toContain("purlin-error.test.ts");
  });

  it("has the message alone as its stack where stacks are turned off", () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      expect(new BrokenError({ summary }).stack).toBe(`BrokenError [PURLIN_BROKEN]: ${summary}`);
    } finally {
      Error.stackTraceLimit = limit;
    }
  });

  it("is printed once, with its cause, and without repeating the facts", () => {
    const printed = inspect(error);
    expect(printed.match(/is broken/g)).toHaveLength(1);
    expect(printed.match(/a\.ts:1:2/g)).toHaveLength(1);
    expect(printed).toContain("[cause]: TypeError: no such field");
  });

  it("is printed once by a program that doesn't catch it", () => {
    const program = `
      import { PurlinError } from ${JSON.stringify(new URL("purlin-error.ts", import.meta.url).href)};
      class BrokenError extends PurlinError {
        code = "PURLIN_BROKEN";
      }
      throw new BrokenError("BrokenError", "PURLIN_BROKEN", { summary: "It is broken.", facts: { at: "a.ts:1:2" } });`;
    let printed = "";
    try {
      execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8", stdio: "pipe" });
    } catch (failure) {
      printed = (failure as { stderr: string }).stderr;
    }
    expect(printed).toContain("\nBrokenError [PURLIN_BROKEN]: It is broken.\n  at  a.ts:1:2\n");
    expect(printed.match(/It is broken/g)).toHaveLength(1);
  });
});
