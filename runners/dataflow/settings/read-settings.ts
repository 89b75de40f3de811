import type { DataflowOptions } from "../../../sdk/options/dataflow-options.ts";
import type { PipelineOptions } from "../../../sdk/options/pipeline-options.ts";
import { defaultJobName } from "../../portable/default-job-name.ts";
import { throwProblems } from "../problem.ts";
import { machineDefaults, thisMachine, type Machine } from "./machine.ts";
import { settingProblems } from "./setting-rules.ts";
import { valueProblems } from "./rules/value-rules.ts";
import type { DataflowSettings } from "./settings.ts";

/** Settings before they are checked: what must be given may be missing. */
export interface Candidate extends DataflowOptions {
  readonly jobName: string;
  /** Whether the name was given, not made. */
  readonly isNamed: boolean;
  readonly update: boolean;
}

/**
 * Returns the settings of a job from a program's options, and from what the machine is set up with.
 *
 * @throws DataflowError that says all that is wrong with them
 */
export function readSettings(options: PipelineOptions, machine: Machine = thisMachine): DataflowSettings {
  throwProblems(valueProblems(Object.fromEntries(Object.entries(options.dataflow ?? {}))));
  const candidate = candidateOf(options, machine);
  throwProblems(settingProblems(candidate));
  const { isNamed: _, ...settings } = candidate;
  // The rules have refused what lacks something.
  return Object.freeze(settings) as DataflowSettings;
}

function candidateOf({ dataflow = {}, jobName }: PipelineOptions, machine: Machine): Candidate {
  const { project, region } = machineDefaults(machine);
  const tempLocation = withoutSlash(dataflow.tempLocation);
  const stagingLocation = withoutSlash(dataflow.stagingLocation) ?? inside(tempLocation, "staging");
  const all = {
    ...dataflow,
    project: dataflow.project ?? project,
    region: dataflow.region ?? region,
    tempLocation: tempLocation ?? inside(stagingLocation, "temp"),
    stagingLocation,
    jobName: jobName ?? defaultJobName(),
    isNamed: jobName !== undefined,
    update: dataflow.update ?? false,
  };
  // Undefined members are left out, as in options.
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as Candidate;
}

function withoutSlash(location: string | undefined): string | undefined {
  return location?.replace(/\/+$/, "");
}

function inside(location: string | undefined, folder: string): string | undefined {
  return location === undefined ? undefined : `${location}/${folder}`;
}
