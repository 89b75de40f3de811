import { readFileSync } from "node:fs";
import { StaleBootError } from "./staging-errors.ts";

/** What a process is to do with the program that it evaluates: the file that it is given as its only argument. */
export type Assignment = CheckAssignment | WorkAssignment;

/** Only to say what the program builds. */
export interface CheckAssignment {
  readonly kind: "check";
  /** The file of the job's facts. */
  readonly job: string;
  /** The file to write the fingerprint to, as JSON. */
  readonly out: string;
}

/** The form of assignments that this version of Purlin writes and reads. */
export const assignmentForm = 1;

/** To be a worker. */
export interface WorkAssignment {
  readonly kind: "work";
  readonly form: typeof assignmentForm;
  readonly job: string;
  /** The worker's id, as its runner knows it. */
  readonly id: string;
  readonly controlEndpoint: string;
  readonly loggingEndpoint?: string;
  readonly statusEndpoint?: string;
  /** What the runner can do, as URNs. */
  readonly runnerCapabilities: readonly string[];
}

/**
 * Reads an assignment. It is read at once, because the program's modules are evaluated right after.
 *
 * @throws StaleBootError when a boot program of another version of Purlin has written it
 */
export function readAssignment(file: string): Assignment {
  const assignment = JSON.parse(readFileSync(file, "utf8")) as Assignment;
  // A check is of this same package; boot programs are installed beforehand, in images and on machines.
  if (assignment.kind === "work" && (assignment.form as unknown) !== assignmentForm) {
    throw new StaleBootError(String(assignment.form), String(assignmentForm));
  }
  return assignment;
}
