import { readFileSync } from "node:fs";

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

/** To be a worker. */
export interface WorkAssignment {
  readonly kind: "work";
  readonly job: string;
  /** The worker's id, as its runner knows it. */
  readonly id: string;
  readonly controlEndpoint: string;
  readonly loggingEndpoint?: string;
  readonly statusEndpoint?: string;
  /** Where the worker asks what its runner can do. */
  readonly provisionEndpoint: string;
}

/** Reads an assignment. It is read at once, because the program's modules are evaluated right after. */
export function readAssignment(file: string): Assignment {
  // Written by the boot program or the check, of this same package.
  return JSON.parse(readFileSync(file, "utf8")) as Assignment;
}
