import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { assignmentForm, readAssignment, type Assignment } from "./assignment.ts";

const folder = mkdtempSync(path.join(tmpdir(), "purlin-assignment-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(assignment: unknown): string {
  const file = path.join(folder, "assignment.json");
  writeFileSync(file, JSON.stringify(assignment));
  return file;
}

const work = {
  kind: "work",
  form: assignmentForm,
  job: "/staged/job.json",
  id: "worker-1",
  controlEndpoint: "localhost:1",
  runnerCapabilities: [],
} satisfies Assignment;

describe("an assignment", () => {
  it.each<Assignment>([work, { kind: "check", job: "/staged/job.json", out: "/staged/out.json" }])(
    "is read as it was written: $kind",
    (assignment) => {
      expect(readAssignment(written(assignment))).toEqual(assignment);
    },
  );

  it.each([
    { name: "a later one", form: assignmentForm + 1, says: `form of its assignments +${String(assignmentForm + 1)}` },
    { name: "one before forms", form: undefined, says: "form of its assignments +undefined" },
  ])("of the boot program of another version is refused, with the advice to build the image anew: $name", (stale) => {
    const read = (): unknown => readAssignment(written({ ...work, form: stale.form }));
    expect(read).toThrow(/another version of Purlin/);
    expect(read).toThrow(new RegExp(stale.says));
    expect(read).toThrow(/Do this: build the image of the workers/);
  });
});
