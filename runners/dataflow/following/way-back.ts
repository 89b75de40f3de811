import type { JobRegion } from "../client/job-region.ts";
import { consoleLink, jobArguments } from "./console-link.ts";

/** Returns what a person is told who leaves a job, a line each: that it runs on, and how to come back to it. */
export function wayBack({ id, name }: { readonly id: string; readonly name: string }, where: JobRegion): string[] {
  return [
    `the job "${name}" runs on:  ${consoleLink(where, id)}`,
    `watch it:   purlin logs ${jobArguments(where, id)}`,
    `cancel it:  purlin cancel ${jobArguments(where, id)}`,
  ];
}
