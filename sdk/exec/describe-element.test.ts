import { describe, expect, it } from "vitest";
import { describeElement } from "./describe-element.ts";

describe("an element in a message", () => {
  class Account {
    readonly name = "ann";
    readonly apiKey = "hunter2";
  }
  it.each<{ name: string; element: unknown; text: string | RegExp }>([
    { name: "is on one line", element: "a\nb", text: String.raw`'a\nb'` },
    { name: "shows what it is made of", element: ["k", { n: 1, list: [1n] }], text: "[ 'k', { n: 1, list: [ 1n ] } ]" },
    { name: "is cut when it is long", element: "x".repeat(10_000), text: /^'x{200}'\.\.\. 9800 more characters$/ },
    {
      name: "is cut when it has many parts",
      element: Array.from({ length: 500 }, () => "y".repeat(50)),
      text: /characters\)$/,
    },
    {
      name: "hides secrets",
      element: { user: "ann", password: "hunter2", auth: { accessToken: "hunter2" } },
      text: "{ user: 'ann', password: '[redacted]', auth: { accessToken: '[redacted]' } }",
    },
    {
      name: "hides secrets in a Map",
      element: new Map([["api_key", "hunter2"]]),
      text: "Map(1) { 'api_key' => '[redacted]' }",
    },
    { name: "hides secrets of a class", element: new Account(), text: "Account { name: 'ann', apiKey: '[redacted]' }" },
    {
      name: "does not call what would throw",
      element: {
        get broken() {
          throw new Error("no");
        },
      },
      text: "{ broken: [Getter] }",
    },
    {
      name: "is told of even when it can't be shown",
      element: new Proxy(
        {},
        {
          get: () => {
            throw new Error("no");
          },
        },
      ),
      text: "an object that can't be shown",
    },
    {
      name: "hides the password of a URL",
      element: new URL("ftp://ann:hunter2@host/x"),
      text: "'ftp://ann:redacted@host/x'",
    },
    { name: "shows dates", element: { at: new Date(0) }, text: "{ at: 1970-01-01T00:00:00.000Z }" },
    { name: "is cut when it is wide and deep", element: nested(12), text: /characters\)$/ },
    { name: "may be in a circle", element: circle(), text: /Circular/ },
  ])("$name", ({ element, text }) => {
    const described = describeElement(element);
    if (typeof text === "string") expect(described).toBe(text);
    else expect(described).toMatch(text);
    expect(described).not.toContain("hunter2");
    expect(described.length).toBeLessThan(350);
  });
});

/** Nests arrays: 20 in each, the same ones, so that making them takes no time. */
function nested(depth: number): unknown {
  return depth === 0 ? "leaf" : Array.from({ length: 20 }, () => structuredClone(nested(Math.min(depth - 1, 2))));
}

function circle(): unknown {
  const self: Record<string, unknown> = {};
  self.self = self;
  return self;
}
