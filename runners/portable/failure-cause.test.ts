import { describe, expect, it } from "vitest";
import { causeOf } from "./failure-cause.ts";

const userError = `The function of step "Parse" failed: Error: boom
  element       "x"
  step made at  examples/parse.ts:14`;

const userStack = `UserFunctionError [PURLIN_USER_FUNCTION]: ${userError}
    at step "Parse" (examples/parse.ts:14:3)
Caused by: Error: boom
    at parse (file:///examples/parse.ts:15:9)`;

describe("the cause in what an engine says", () => {
  it.each([
    { name: "a plain text", text: "no such table", cause: "no such table" },
    {
      name: "the only exception",
      text: "java.lang.IllegalStateException: no slots\n\tat org.apache.Foo.bar(Foo.java:1)\n\tat a.B.<init>(B.java:2)",
      cause: "IllegalStateException: no slots",
    },
    {
      name: "the innermost exception",
      text: [
        "java.lang.RuntimeException: job failed",
        "\tat org.apache.Foo.bar(Foo.java:1)",
        "Caused by: java.util.concurrent.ExecutionException: task failed",
        "\tat org.apache.Foo$1.run(Foo.java:2)",
        "\t... 12 more",
        "Caused by: java.io.IOException: disk full",
        "and the path",
        "\tat org.apache.Foo.write(Foo.java:3)",
        "\t... 3 more",
      ].join("\n"),
      cause: "IOException: disk full\nand the path",
    },
    {
      name: "the worker's error inside Java's exceptions",
      text: [
        "org.apache.flink.runtime.JobException: Recovery is suppressed",
        "\tat org.apache.Foo.bar(Foo.java:1)",
        `Caused by: java.lang.RuntimeException: Error received from SDK harness for instruction 7: ${userStack}`,
        "\tat org.apache.Beam.get(Beam.java:1)",
        "\tSuppressed: java.lang.IllegalStateException: cancelled",
      ].join("\n"),
      cause: userError,
    },
    {
      name: "the worker's error in what Prism says",
      text: `bundle inst001 stage-001 failed:${userStack}`,
      cause: userError,
    },
  ])("is $name", ({ text, cause }) => {
    expect(causeOf(text)).toBe(cause);
  });
});
