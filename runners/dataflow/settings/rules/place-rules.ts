import type { Problem } from "../../problem.ts";
import type { Candidate } from "../read-settings.ts";
import type { Rule } from "./rule.ts";

const projectPattern = /^(?:[a-z0-9.-]+\.[a-z]+:)?[a-z][-a-z0-9]{4,28}[a-z0-9]$/;
const regionPattern = /^[a-z]+-[a-z]+\d+$/;
const zonePattern = /^[a-z]+-[a-z]+\d+-[a-z]$/;
const bucketPattern = /^[a-z0-9][-_a-z0-9.]{1,220}[a-z0-9]$/;

const giveProject = "name the project's ID, as  gcloud projects list  shows it:  --project=my-project";
const giveRegion = "name the region:  --region=europe-west1";

/** What settings say about where things are: projects, regions, zones, folders of Cloud Storage. */
export const placeRules: readonly Rule[] = [
  {
    name: "a project is named",
    find: ({ project }) =>
      project === undefined || project === ""
        ? {
            summary: "Dataflow needs to know in which project the job runs.",
            facts: {
              "looked for it in": "--project, GOOGLE_CLOUD_PROJECT, CLOUDSDK_CORE_PROJECT, gcloud's configuration",
            },
            remedy: giveProject,
          }
        : undefined,
  },
  {
    name: "the project is an ID",
    find: ({ project = "" }) =>
      project === "" || projectPattern.test(project)
        ? undefined
        : {
            summary: /^\d+$/.test(project)
              ? `--project can't be ${project}: that is a project's number, not its ID.`
              : `--project can't be "${project}": a project's ID has 6 to 30 lower-case letters, digits and hyphens.`,
            remedy: giveProject,
          },
  },
  {
    name: "a region is named",
    find: ({ region }) =>
      region === undefined || region === ""
        ? {
            summary: "Dataflow needs to know in which region the job runs.",
            facts: { "looked for it in": "--region, CLOUDSDK_COMPUTE_REGION, gcloud's configuration" },
            remedy: giveRegion,
          }
        : undefined,
  },
  {
    name: "the region is no zone",
    find({ region = "" }: Candidate): Problem | undefined {
      if (region === "" || regionPattern.test(region)) return undefined;
      const isZone = zonePattern.test(region);
      return {
        summary: `--region can't be "${region}": ${isZone ? "that is a zone of a region" : "regions are called like europe-west1"}.`,
        remedy: isZone
          ? `name the region, and the zone as the workers':  --region=${region.slice(0, -2)} --workerZone=${region}`
          : giveRegion,
      };
    },
  },
  {
    name: "a folder for temporary files is named",
    find: ({ tempLocation }) =>
      tempLocation === undefined || tempLocation === ""
        ? {
            summary: "Dataflow needs a folder in Cloud Storage.",
            remedy: "name one that the job may write to:  --tempLocation=gs://my-bucket/temp",
          }
        : undefined,
  },
  ...(["tempLocation", "stagingLocation"] as const).map((name): Rule => ({
    name: `${name} is a folder in Cloud Storage`,
    find(candidate: Candidate) {
      const location = candidate[name];
      if (location === undefined || location === "") return undefined;
      const reason = faultOfLocation(location);
      return reason === undefined
        ? undefined
        : { summary: `--${name} can't be "${location}": ${reason}.`, remedy: `write  --${name}=gs://BUCKET/FOLDER` };
    },
  })),
];

function faultOfLocation(location: string): string | undefined {
  const [, bucket, folder] = /^gs:\/\/([^/]*)\/?(.*)$/.exec(location) ?? [];
  if (bucket === undefined) return "it is no URL of Cloud Storage";
  if (!bucketPattern.test(bucket)) return `"${bucket}" is no name of a bucket`;
  if (/[*?[\]#\r\n]/.test(folder ?? "")) return "it has a letter that names of folders must not have";
  return undefined;
}
