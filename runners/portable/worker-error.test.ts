import { describe, expect, it } from "vitest";
import { UserFunctionError } from "../../sdk/exec/user-function-error.ts";
import { errorText } from "../../sdk/harness/control/error-text.ts";
import { CallSite } from "../../sdk/values/call-site.ts";
import { PurlinError } from "../../sdk/values/purlin-error.ts";
import { localFailureIn, WorkerError, workerErrorIn } from "./worker-error.ts";

class NoFile extends PurlinError {
  constructor() {
    super("NoFile", "PURLIN_NO_FILE", {
      summary: "There is no file.",
      facts: { file: "a.txt", "looked in": "/one\n/two" },
      remedies: ["make it", "name another"],
    });
  }
}

function failure(cause: unknown): UserFunctionError {
  return new UserFunctionError({ step: 'Part/"Read" it', callSite: CallSite.at("a.ts:1:2"), cause, element: "x" });
}

const throughFlink = (text: string): string =>
  [
    "org.apache.flink.runtime.JobException: Recovery is suppressed",
    "\tat org.apache.Foo.bar(Foo.java:1)",
    `Caused by: java.lang.RuntimeException: Error received from SDK harness for instruction 7: ${text}`,
    "\tat org.apache.Beam.get(Beam.java:1)",
    "\tSuppressed: java.lang.IllegalStateException: cancelled",
    "\t\tat org.apache.Beam.get(Beam.java:1)",
  ].join("\n");

describe("the error of a worker, in what an engine says", () => {
  it.each([
    { name: "Flink", through: throughFlink },
    { name: "Prism", through: (text: string) => `bundle inst001 stage-001 failed:${text}` },
    { name: "an engine that adds nothing", through: (text: string) => text },
  ])("has its name, code, step, facts, remedies and cause, from $name", ({ through }) => {
    const error = failure(new NoFile());
    const read = workerErrorIn(through(errorText(error)));
    expect(read).toBeInstanceOf(WorkerError);
    const { name, code, step, message, summary, facts, remedies } = error;
    expect(read).toMatchObject({ name, code, step, message, summary, facts, remedies });
    expect(read?.cause).toMatchObject({ name: "NoFile", code: "PURLIN_NO_FILE", facts: { "looked in": "/one\n/two" } });
  });

  it("has what the user's function has thrown as its cause, with the stack", () => {
    const thrown = new RangeError("too\nbig");
    const read = workerErrorIn(throughFlink(errorText(failure(thrown))));
    expect(read).toMatchObject({ code: "PURLIN_USER_FUNCTION", step: 'Part/"Read" it' });
    expect(read?.summary).toContain("RangeError: too\nbig");
    expect(read?.cause).toMatchObject({ name: "RangeError", message: "too\nbig" });
    expect((read?.cause as Error).stack).toMatch(/worker-error\.test\.ts:\d+:\d+/);
    expect((read?.cause as Error).stack).not.toContain("org.apache");
  });

  it.each(["java.io.IOException: disk full\n\tat a.B.c(B.java:1)", "", "Error [ERR_X]: PURLIN_Y"])(
    "is none where %j is told",
    (text) => {
      expect(workerErrorIn(text)).toBeUndefined();
    },
  );
});

describe("an error of this process, in what an engine says", () => {
  it("is the very one whose message is told", () => {
    const [one, two] = [failure(new RangeError("one")), failure(new RangeError("two"))];
    const failures = [one, two, "no error", new Error("")];
    expect(localFailureIn(throughFlink(errorText(one)), failures)).toBe(one);
    expect(localFailureIn(throughFlink(errorText(two)), failures)).toBe(two);
    expect(localFailureIn("java.io.IOException: disk full", failures)).toBeUndefined();
  });
});
