import { ruleOf, type Fault, type Rule } from "./rule.ts";

const projectPattern = /^(?:[a-z0-9.-]+\.[a-z]+:)?[a-z][-a-z0-9]{4,28}[a-z0-9]$/;
const regionPattern = /^[a-z]+-[a-z]+\d+$/;
const zonePattern = /^([a-z]+-[a-z]+\d+)-[a-z]$/;
const bucketPattern = /^[a-z0-9][-_a-z0-9.]{1,220}[a-z0-9]$/;

const giveProject = "name the project's ID, as  gcloud projects list  shows it:  --project=my-project";
const giveRegion = "name the region:  --region=europe-west1";

/** What settings say about where things are: projects, regions, zones, folders of Cloud Storage. */
export const placeRules: readonly Rule[] = Object.freeze([
  {
    name: "a project is named",
    find: ({ project }) => {
      if (project !== undefined) return undefined;
      return {
        summary: "Dataflow needs to know in which project the job runs.",
        facts: { "looked for it in": "--project, GOOGLE_CLOUD_PROJECT, CLOUDSDK_CORE_PROJECT, gcloud's configuration" },
        remedy: giveProject,
      };
    },
  },
  ruleOf("project", "the project is an ID", (project) => {
    if (projectPattern.test(project)) return undefined;
    return {
      because: /^\d+$/.test(project)
        ? "that is a project's number, not its ID"
        : "a project's ID has 6 to 30 lower-case letters, digits and hyphens",
      remedy: giveProject,
    };
  }),
  {
    name: "a region is named",
    find: ({ region }) => {
      if (region !== undefined) return undefined;
      return {
        summary: "Dataflow needs to know in which region the job runs.",
        facts: { "looked for it in": "--region, CLOUDSDK_COMPUTE_REGION, gcloud's configuration" },
        remedy: giveRegion,
      };
    },
  },
  ruleOf("region", "the region is no zone", (region) => {
    if (regionPattern.test(region)) return undefined;
    const [, ofZone] = zonePattern.exec(region) ?? [];
    if (ofZone === undefined) return { because: "regions are called like europe-west1", remedy: giveRegion };
    return {
      because: "that is a zone of a region",
      remedy: `name the region, and the zone as the workers':  --region=${ofZone} --workerZone=${region}`,
    };
  }),
  {
    name: "a folder in Cloud Storage is named",
    find: ({ tempLocation }) => {
      if (tempLocation !== undefined) return undefined;
      return {
        summary: "Dataflow needs a folder in Cloud Storage for what the job leaves while it runs.",
        remedy: "name one that the job may write to:  --tempLocation=gs://my-bucket/temp",
      };
    },
  },
  ruleOf("tempLocation", "tempLocation is a folder in Cloud Storage", (location) =>
    faultOfLocation("tempLocation", location),
  ),
  ruleOf("stagingLocation", "stagingLocation is a folder in Cloud Storage", (location, { tempLocation }) =>
    // One that was made from a faulty tempLocation is that one's fault.
    tempLocation !== undefined && location === `${tempLocation}/staging`
      ? undefined
      : faultOfLocation("stagingLocation", location),
  ),
  ruleOf("templateLocation", "templateLocation is a file", (location) => {
    const remedy = "name a file:  --templateLocation=gs://my-bucket/templates/wordcount.json";
    if (location.endsWith("/")) return { because: "it is no file", remedy };
    if (!location.startsWith("gs:")) return undefined;
    const fault = faultOfLocation("templateLocation", location);
    if (fault !== undefined) return { because: fault.because, remedy };
    return /^gs:\/\/[^/]+$/.test(location) ? { because: "it is a bucket, not a file in one", remedy } : undefined;
  }),
  ruleOf("workerRegion", "the workers' region is no zone", (region) =>
    regionPattern.test(region)
      ? undefined
      : { because: "regions are called like europe-west1", remedy: "name a zone with  --workerZone  instead" },
  ),
  ruleOf("workerZone", "the workers' zone is no region", (zone) =>
    zonePattern.test(zone)
      ? undefined
      : { because: "zones are called like europe-west1-b", remedy: "name a region with  --workerRegion  instead" },
  ),
  {
    name: "workers are in a region or in a zone",
    find: ({ workerRegion, workerZone, experiments = [] }) => {
      const given = [
        ...(workerRegion === undefined ? [] : [`--workerRegion=${workerRegion}`]),
        ...(workerZone === undefined ? [] : [`--workerZone=${workerZone}`]),
        ...experiments
          .filter((experiment) => experiment.startsWith("worker_region"))
          .map((one) => `--experiments=${one}`),
      ];
      if (given.length < 2) return undefined;
      return {
        summary: "The place of the workers is given more than once.",
        facts: { given: given.join(", ") },
        remedy: "leave all but one of them out",
      };
    },
  },
  ruleOf("subnetwork", "the subnetwork is where the workers are", (subnetwork, candidate) => {
    const [, region] =
      /^(?:https:\/\/\S+\/|projects\/[^/\s]+\/)?regions\/([^/\s]+)\/subnetworks\/[^/\s]+$/.exec(subnetwork) ?? [];
    const wanted = workersRegion(candidate);
    const remedy = `write it with its region:  --subnetwork=regions/${wanted ?? "REGION"}/subnetworks/NAME`;
    if (region === undefined) return { because: "its region is not to be seen", remedy };
    return wanted === undefined || region === wanted ? undefined : { because: `the workers are in ${wanted}`, remedy };
  }),
  ruleOf("kmsKey", "the key of KMS is in the job's region", (key, { region }) => {
    const [, place] = /^projects\/[^/]+\/locations\/([^/]+)\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/.exec(key) ?? [];
    const remedy = `name one of the region:  --kmsKey=projects/PROJECT/locations/${region ?? "REGION"}/keyRings/RING/cryptoKeys/KEY`;
    if (place === undefined) return { because: "that is not how keys of Cloud KMS are called", remedy };
    if (region === undefined || place === region) return undefined;
    return { because: `it is in ${place}, and the job is in ${region}`, remedy };
  }),
] satisfies Rule[]);

function workersRegion({ region, workerRegion, workerZone }: Parameters<Rule["find"]>[0]): string | undefined {
  return workerRegion ?? zonePattern.exec(workerZone ?? "")?.[1] ?? region;
}

function faultOfLocation(option: string, location: string): Fault | undefined {
  const remedy = `write  --${option}=gs://BUCKET/FOLDER`;
  const [, bucket, folder = ""] = /^gs:\/\/([^/]*)\/?(.*)$/s.exec(location) ?? [];
  if (bucket === undefined) return { because: "it is no URL of Cloud Storage", remedy };
  if (!bucketPattern.test(bucket)) return { because: `"${bucket}" is no name of a bucket`, remedy };
  if (/[*?[\]#\r\n]/.test(folder)) return { because: "it has a letter that names of folders must not have", remedy };
  return undefined;
}
