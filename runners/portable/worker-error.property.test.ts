import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorText } from "../../sdk/harness/control/error-text.ts";
import { WorkerError, workerErrorIn } from "./worker-error.ts";

describe("the error of a worker, in what an engine says", () => {
  it("is read back as it was, whatever its facts and remedies say", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const text = fc.array(fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/), { minLength: 1, maxLength: 3 });
    const lines = text.map((all) => all.join("\n"));
    const parts = fc.record({
      summary: word.map((first) => `${first} is wrong.`),
      facts: fc.array(fc.tuple(fc.array(word, { minLength: 1, maxLength: 3 }), lines), { maxLength: 4 }),
      remedies: fc.array(word, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(parts, ({ facts, ...rest }) => {
        const table = Object.fromEntries(facts.map(([names, fact]) => [names.join(" "), fact]));
        const error = new WorkerError("AnyError", "PURLIN_ANY", { ...rest, facts: table });
        const read = workerErrorIn(
          `java.lang.RuntimeException: Error received from SDK harness for instruction 7: ${errorText(error)}\n\tat a.B.c(B.java:1)`,
        );
        expect(read).toMatchObject({ summary: error.summary, facts: error.facts, remedies: error.remedies });
      }),
    );
  });
});
