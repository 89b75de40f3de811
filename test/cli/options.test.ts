import { describe, expect, it } from "vitest";

import { pathOf, runNode } from "./run-node.ts";

const script = pathOf("programs/options.ts");

describe("a program that parses options", () => {
  it("finds them on its command line", () => {
    const { status, stdout } = runNode(script, ["--input=a.txt", "--top", "3", "--quiet"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout.toString())).toEqual({
      input: "a.txt",
      top: 3,
      runner: "direct",
      strict: false,
      quiet: true,
      verbose: false,
    });
  });

  it("prints help, names itself as it is called, and ends with 0", () => {
    const { status, stdout, stderr } = runNode(script, ["--help"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.toString()).toMatch(/^Usage: node programs\/options\.ts \[options\]\n[^]*--input <string>[^]*--help/);
  });

  it("ends with an error for an option that isn't one", () => {
    const { status, stdout, stderr } = runNode(script, ["--inptu=a.txt"]);
    expect({ status, stdout: stdout.toString() }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(
      "OptionError [PURLIN_OPTION]: --inptu is not an option of this program; did you mean --input?",
    );
  });
});
