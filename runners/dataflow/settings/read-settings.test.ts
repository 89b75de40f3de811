import { describe, expect, it } from "vitest";
import type { DataflowOptions } from "../../../sdk/options/dataflow-options.ts";
import { standardDefaults, type PipelineOptions } from "../../../sdk/options/pipeline-options.ts";
import { DataflowError } from "../dataflow-errors.ts";
import type { Machine } from "./machine.ts";
import { readSettings } from "./read-settings.ts";
import { settingRules } from "./setting-rules.ts";

const least = {
  project: "my-project",
  region: "europe-west1",
  tempLocation: "gs://my-bucket/temp",
  sdkContainerImage: "europe-docker.pkg.dev/my-project/images/purlin:1",
} satisfies DataflowOptions;
const bare: Machine = { variables: {}, readFile: () => undefined };

function options(dataflow: DataflowOptions, jobName: string | undefined = "word-count"): PipelineOptions {
  return { ...standardDefaults, ...(jobName === "" ? {} : { jobName }), dataflow };
}

function refusal(dataflow: object, jobName?: string, machine = bare): DataflowError {
  try {
    // What a program without types may give.
    readSettings(options(dataflow, jobName), machine);
  } catch (error) {
    if (error instanceof DataflowError) return error;
    throw error;
  }
  throw new Error("The settings were taken.");
}

interface Row {
  readonly rule: string;
  readonly given: object;
  readonly jobName?: string;
  readonly summary: string;
  readonly remedy: string;
}

const rows: readonly Row[] = [
  {
    rule: "a project is named",
    given: { ...least, project: undefined },
    summary: "Dataflow needs to know in which project the job runs.",
    remedy: "name the project's ID, as  gcloud projects list  shows it:  --project=my-project",
  },
  {
    rule: "the project is an ID",
    given: { ...least, project: "123456789012" },
    summary: `--project can't be "123456789012": that is a project's number, not its ID.`,
    remedy: "name the project's ID, as  gcloud projects list  shows it:  --project=my-project",
  },
  {
    rule: "the project is an ID",
    given: { ...least, project: "My Project" },
    summary: `--project can't be "My Project": a project's ID has 6 to 30 lower-case letters, digits and hyphens.`,
    remedy: "name the project's ID, as  gcloud projects list  shows it:  --project=my-project",
  },
  {
    rule: "a region is named",
    given: { ...least, region: undefined },
    summary: "Dataflow needs to know in which region the job runs.",
    remedy: "name the region:  --region=europe-west1",
  },
  {
    rule: "the region is no zone",
    given: { ...least, region: "europe-west1-b" },
    summary: `--region can't be "europe-west1-b": that is a zone of a region.`,
    remedy: "name the region, and the zone as the workers':  --region=europe-west1 --workerZone=europe-west1-b",
  },
  {
    rule: "a folder in Cloud Storage is named",
    given: { ...least, tempLocation: undefined },
    summary: "Dataflow needs a folder in Cloud Storage for what the job leaves while it runs.",
    remedy: "name one that the job may write to:  --tempLocation=gs://my-bucket/temp",
  },
  {
    rule: "tempLocation is a folder in Cloud Storage",
    given: { ...least, tempLocation: "/tmp/dataflow" },
    summary: `--tempLocation can't be "/tmp/dataflow": it is no URL of Cloud Storage.`,
    remedy: "write  --tempLocation=gs://BUCKET/FOLDER",
  },
  {
    rule: "tempLocation is a folder in Cloud Storage",
    given: { ...least, tempLocation: "gs://My_Bucket/temp" },
    summary: `--tempLocation can't be "gs://My_Bucket/temp": "My_Bucket" is no name of a bucket.`,
    remedy: "write  --tempLocation=gs://BUCKET/FOLDER",
  },
  {
    rule: "stagingLocation is a folder in Cloud Storage",
    given: { ...least, stagingLocation: "gs://my-bucket/stag*" },
    summary: `--stagingLocation can't be "gs://my-bucket/stag*": it has a letter that names of folders must not have.`,
    remedy: "write  --stagingLocation=gs://BUCKET/FOLDER",
  },
  {
    rule: "templateLocation is a file",
    given: { ...least, templateLocation: "gs://my-bucket/templates/" },
    summary: `--templateLocation can't be "gs://my-bucket/templates/": it is no file.`,
    remedy: "name a file:  --templateLocation=gs://my-bucket/templates/wordcount.json",
  },
  {
    rule: "templateLocation is a file",
    given: { ...least, templateLocation: "gs://my-bucket" },
    summary: `--templateLocation can't be "gs://my-bucket": it is a bucket, not a file in one.`,
    remedy: "name a file:  --templateLocation=gs://my-bucket/templates/wordcount.json",
  },
  {
    rule: "the workers' region is no zone",
    given: { ...least, workerRegion: "europe-west1-b" },
    summary: `--workerRegion can't be "europe-west1-b": regions are called like europe-west1.`,
    remedy: "name a zone with  --workerZone  instead",
  },
  {
    rule: "the workers' zone is no region",
    given: { ...least, workerZone: "europe-west1" },
    summary: `--workerZone can't be "europe-west1": zones are called like europe-west1-b.`,
    remedy: "name a region with  --workerRegion  instead",
  },
  {
    rule: "workers are in a region or in a zone",
    given: { ...least, workerRegion: "europe-west4", workerZone: "europe-west1-b" },
    summary: "The place of the workers is given more than once.",
    remedy: "leave all but one of them out",
  },
  {
    rule: "the subnetwork is where the workers are",
    given: { ...least, subnetwork: "regions/us-central1/subnetworks/default" },
    summary: `--subnetwork can't be "regions/us-central1/subnetworks/default": the workers are in europe-west1.`,
    remedy: "write it with its region:  --subnetwork=regions/europe-west1/subnetworks/NAME",
  },
  {
    rule: "the subnetwork is where the workers are",
    given: { ...least, subnetwork: "default", workerZone: "europe-west4-a" },
    summary: `--subnetwork can't be "default": its region is not to be seen.`,
    remedy: "write it with its region:  --subnetwork=regions/europe-west4/subnetworks/NAME",
  },
  {
    rule: "the key of KMS is in the job's region",
    given: { ...least, kmsKey: "projects/p/locations/global/keyRings/r/cryptoKeys/k" },
    summary: `--kmsKey can't be "projects/p/locations/global/keyRings/r/cryptoKeys/k": it is in global, and the job is in europe-west1.`,
    remedy: "name one of the region:  --kmsKey=projects/PROJECT/locations/europe-west1/keyRings/RING/cryptoKeys/KEY",
  },
  {
    rule: "the key of KMS is in the job's region",
    given: { ...least, kmsKey: "my-key" },
    summary: `--kmsKey can't be "my-key": that is not how keys of Cloud KMS are called.`,
    remedy: "name one of the region:  --kmsKey=projects/PROJECT/locations/europe-west1/keyRings/RING/cryptoKeys/KEY",
  },
  {
    rule: "the job's name is one of the service's",
    given: least,
    jobName: "Word Count!",
    summary: `--jobName can't be "Word Count!": names of jobs are of lower-case letters, digits and hyphens, and begin with a letter.`,
    remedy: "write  --jobName=word-count",
  },
  {
    rule: "labels are few and plain",
    given: { ...least, labels: { Team: "Search" } },
    summary: "A job can't have the label Team=Search.",
    remedy: "write  --labels=team=search",
  },
  {
    rule: "labels are few and plain",
    given: { ...least, labels: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`l${String(n)}`, ""])) },
    summary: "A job can have 64 labels, and 65 are given.",
    remedy: "leave some of --labels out",
  },
  {
    rule: "experiments leave Runner v2 on",
    given: { ...least, experiments: ["disable_runner_v2"] },
    summary: `The experiment "disable_runner_v2" turns off what runs pipelines of this SDK.`,
    remedy: "leave it out of --experiments",
  },
  {
    rule: "an update names its job",
    given: { ...least, update: true },
    jobName: "",
    summary: "--update needs the name of the running job that is to be replaced.",
    remedy: "name it:  --jobName=NAME",
  },
  {
    rule: "a mapping of names belongs to an update",
    given: { ...least, transformNameMapping: { Old: "New" } },
    summary: "--transformNameMapping says what steps of a running job are called now, but no job is replaced.",
    remedy: "add  --update,  or leave the mapping out",
  },
  {
    rule: "a mapping of names maps names",
    given: { ...least, update: true, transformNameMapping: { "": "New" } },
    summary: "--transformNameMapping maps a step without a name.",
    remedy: 'write  --transformNameMapping={"Old/Name":"New/Name"}',
  },
  {
    rule: "a template replaces no job",
    given: { ...least, update: true, templateLocation: "template.json" },
    summary: "A template is a job to be started later, and can't take the place of one that runs now.",
    remedy: "leave out --update or --templateLocation",
  },
  {
    rule: "the endpoint is safe to send credentials to",
    given: { ...least, dataflowEndpoint: "http://dataflow.example.net" },
    summary: `--dataflowEndpoint can't be "http://dataflow.example.net": credentials would go there without encryption.`,
    remedy: "write a URL:  --dataflowEndpoint=https://HOST  or, on this machine,  http://127.0.0.1:PORT",
  },
  {
    rule: "the endpoint is safe to send credentials to",
    given: { ...least, dataflowEndpoint: "localhost:8081" },
    summary: `--dataflowEndpoint can't be "localhost:8081": it is no URL of http.`,
    remedy: "write a URL:  --dataflowEndpoint=https://HOST  or, on this machine,  http://127.0.0.1:PORT",
  },
  {
    rule: "the major version is a number",
    given: { ...least, environmentMajor: "v8" },
    summary: `--environmentMajor can't be "v8": it is a whole number.`,
    remedy: "leave it out, for that of the official SDKs",
  },
  {
    rule: "an image is named",
    given: { ...least, sdkContainerImage: undefined },
    summary: "Dataflow needs the image that its workers run.",
    remedy:
      "build one from node_modules/purlin/container, push it to a registry that the project can read, and name it:  " +
      "--sdkContainerImage=europe-docker.pkg.dev/my-project/my-repository/purlin:1",
  },
  {
    rule: "the image is the name of one",
    given: { ...least, sdkContainerImage: "https://gcr.io/my-project/purlin" },
    summary: `--sdkContainerImage can't be "https://gcr.io/my-project/purlin": images are named without https://.`,
    remedy: "write it as  docker push  takes it:  --sdkContainerImage=HOST/PATH/NAME:TAG",
  },
  {
    rule: "a job begins with no more workers than it may have",
    given: { ...least, numWorkers: 9, maxNumWorkers: 5 },
    summary: "The job would begin with 9 workers, and may have 5.",
    remedy: "raise  --maxNumWorkers  or lower  --numWorkers",
  },
  {
    rule: "disks hold what workers boot from",
    given: { ...least, diskSizeGb: 10 },
    summary: `--diskSizeGb can't be "10": what workers boot from and their logs need 30 GB.`,
    remedy: "write  --diskSizeGb=30  or leave it out",
  },
  {
    rule: "the kind of disk is the name of one",
    given: { ...least, workerDiskType: "SSD" },
    summary: `--workerDiskType can't be "SSD": that is not how kinds of disks are called.`,
    remedy: "write  --workerDiskType=pd-ssd",
  },
  {
    rule: "a service account has an address",
    given: { ...least, serviceAccountEmail: "worker" },
    summary: `--serviceAccountEmail can't be "worker": it is no address.`,
    remedy: "write  --serviceAccountEmail=NAME@PROJECT.iam.gserviceaccount.com",
  },
  {
    rule: "the network is the name of one",
    given: { ...least, network: "regions/europe-west1/subnetworks/default" },
    summary: `--network can't be "regions/europe-west1/subnetworks/default": that is a subnetwork.`,
    remedy:
      "write the network's name:  --network=NAME  and a subnetwork as  --subnetwork=regions/REGION/subnetworks/NAME",
  },
  {
    rule: "machines are called by their type",
    given: { ...least, workerMachineType: "N2 standard" },
    summary: `--workerMachineType can't be "N2 standard": that is not how types of machines are called.`,
    remedy: "write  --workerMachineType=n2-standard-4",
  },
];

describe("readSettings refuses", () => {
  it.each(rows)("$rule: $summary", ({ given, jobName, summary, remedy }) => {
    const error = refusal(given, jobName);
    expect(error.summary).toBe(summary);
    expect(error.remedies).toEqual([remedy]);
  });

  it("has a row here for each of its rules", () => {
    const tried = new Set(rows.map(({ rule }) => rule));
    expect(settingRules.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  it("says all that is wrong at once", () => {
    const { message } = refusal({ region: "europe-west1-b", numWorkers: 9, maxNumWorkers: 5 });
    expect(message).toMatch(/^Dataflow would not take the job: 5 things are wrong with it\.$/m);
    expect(message).toContain("in which project");
    expect(message).toContain("-> raise  --maxNumWorkers  or lower  --numWorkers");
  });

  it.each<{ name: string; given: object; summary: string; remedy: string }>([
    {
      name: "an option that there is none of",
      given: { machine_typ: "n2-standard-4", ...least },
      summary: `"machine_typ" is not an option of Dataflow.`,
      remedy: "see all of them with  --runner=dataflow --help",
    },
    {
      name: "an option that is misspelt",
      given: { ...least, temp_location: "gs://my-bucket/temp" },
      summary: `"temp_location" is not an option of Dataflow; did you mean "tempLocation"?`,
      remedy: "see all of them with  --runner=dataflow --help",
    },
    {
      name: "a word that is misspelt",
      given: { ...least, autoscalingAlgorithm: "THROUGHPUT" },
      summary: `The option "autoscalingAlgorithm" can't be "THROUGHPUT".`,
      remedy: `write "THROUGHPUT_BASED"`,
    },
    {
      name: "half a worker",
      given: { ...least, numWorkers: 0.5 },
      summary: `The option "numWorkers" can't be 0.5.`,
      remedy: "give it as its type says",
    },
    {
      name: "more workers than the service counts",
      given: { ...least, maxNumWorkers: 2 ** 31 },
      summary: `The option "maxNumWorkers" can't be 2147483648.`,
      remedy: "give it as its type says",
    },
    {
      name: "labels that are a list",
      given: { ...least, labels: ["team=search"] },
      summary: `The option "labels" can't be [ 'team=search' ].`,
      remedy: "give it as its type says",
    },
    {
      name: "a label that is no text",
      given: { ...least, labels: { team: 7 } },
      summary: `The option "labels" can't be { team: 7 }.`,
      remedy: "give it as its type says",
    },
    {
      name: "experiments that are one text",
      given: { ...least, experiments: "shuffle_mode=service" },
      summary: `The option "experiments" can't be "shuffle_mode=service".`,
      remedy: "give it as its type says",
    },
    {
      name: "an empty text",
      given: { ...least, project: "" },
      summary: `The option "project" can't be "".`,
      remedy: "give it as its type says",
    },
    {
      name: "a flag that is a text",
      given: { ...least, update: "yes" },
      summary: `The option "update" can't be "yes".`,
      remedy: "give it as its type says",
    },
  ])("$name", ({ given, summary, remedy }) => {
    const error = refusal(given);
    expect(error.summary).toBe(summary);
    expect(error.remedies).toEqual([remedy]);
  });
});

describe("readSettings", () => {
  it("takes the least that a job needs, and derives the rest", () => {
    expect(readSettings(options({ ...least, tempLocation: "gs://my-bucket/temp/" }), bare)).toEqual({
      ...least,
      stagingLocation: "gs://my-bucket/temp/staging",
      jobName: "word-count",
      update: false,
    });
  });

  it("derives the folder for temporary files from that for staged ones", () => {
    const { tempLocation: _, ...others } = least;
    const settings = readSettings(options({ ...others, stagingLocation: "gs://my-bucket/staging" }), bare);
    expect(settings.tempLocation).toBe("gs://my-bucket/staging/temp");
  });

  it("takes what the machine is set up for only where options say nothing", () => {
    const variables = { GOOGLE_CLOUD_PROJECT: "of-google", CLOUDSDK_COMPUTE_REGION: "us-west1" };
    const machine = { ...bare, variables };
    const { project: _, ...others } = least;
    expect(readSettings(options(others), machine)).toMatchObject({ project: "of-google", region: "europe-west1" });
  });

  it("names a job that was given no name as the service wants it", () => {
    expect(readSettings(options(least, ""), bare).jobName).toMatch(/^[a-z][-a-z0-9]*[a-z0-9]$/);
  });

  it.each<{ name: string; given: DataflowOptions }>([
    { name: "a project of a domain", given: { project: "example.com:my-project" } },
    { name: "a bucket alone", given: { tempLocation: "gs://my-bucket" } },
    {
      name: "a subnetwork by its URL",
      given: { subnetwork: "https://www.googleapis.com/compute/v1/projects/p/regions/europe-west1/subnetworks/s" },
    },
    {
      name: "a subnetwork of the workers' zone",
      given: { workerZone: "us-east1-b", subnetwork: "regions/us-east1/subnetworks/s" },
    },
    {
      name: "a subnetwork of a shared network",
      given: { subnetwork: "projects/host/regions/europe-west1/subnetworks/s" },
    },
    { name: "an image by its digest", given: { sdkContainerImage: `gcr.io/p/purlin@sha256:${"a".repeat(64)}` } },
    { name: "an image of a registry on a port", given: { sdkContainerImage: "localhost:5000/purlin:dev" } },
    { name: "labels in other letters", given: { labels: { größe: "klein", team: "" } } },
    { name: "an endpoint on this machine", given: { dataflowEndpoint: "http://127.0.0.1:8081" } },
    { name: "a step that is mapped to nothing", given: { update: true, transformNameMapping: { Old: "" } } },
    {
      name: "a disk by its name in full",
      given: { workerDiskType: "compute.googleapis.com/projects/p/zones/z/diskTypes/pd-ssd" },
    },
  ])("takes $name", ({ given }) => {
    expect(readSettings(options({ ...least, ...given }), bare)).toMatchObject(given);
  });
});
