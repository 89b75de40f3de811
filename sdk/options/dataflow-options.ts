import { textListOption, textMapOption } from "./collected-options.ts";
import { option, type Option } from "./option.ts";

/** How the service chooses the number of workers. */
export type AutoscalingAlgorithm = "NONE" | "THROUGHPUT_BASED";

/** What a job of Dataflow is scheduled for when it may wait: see {@link DataflowOptions.flexRsGoal}. */
export type FlexRsGoal = "SPEED_OPTIMIZED" | "COST_OPTIMIZED";

/**
 * The options of jobs on Google Cloud Dataflow, for `--runner=dataflow`. On a command line each stands by itself:
 * `--project=my-project --labels=team=search,env=dev`. Where the program declares an option of that name, that is the
 * program's, and this one is written with its runner: `--dataflow.project=my-project`.
 */
export interface DataflowOptions {
  /** The project's ID. Left out, that of `GOOGLE_CLOUD_PROJECT`, `CLOUDSDK_CORE_PROJECT` or gcloud's configuration. */
  readonly project?: string;
  /** Where the job runs: `"europe-west1"`. Left out, that of `CLOUDSDK_COMPUTE_REGION` or gcloud's configuration. */
  readonly region?: string;
  /** The folder in Cloud Storage for what the job leaves while it runs: `"gs://bucket/temp"`. */
  readonly tempLocation?: string;
  /** The folder in Cloud Storage for what workers get; `tempLocation` with `/staging` when left out. */
  readonly stagingLocation?: string;
  /** The image that workers run: one whose entry point is Purlin's boot program. */
  readonly sdkContainerImage?: string;
  /** How many workers the job begins with; the service's choice when left out. */
  readonly numWorkers?: number;
  /** How many workers the job may have. */
  readonly maxNumWorkers?: number;
  /** Whether the service changes the number of workers while the job runs. */
  readonly autoscalingAlgorithm?: AutoscalingAlgorithm;
  /** What machines workers are: `"n2-standard-4"`. */
  readonly workerMachineType?: string;
  /** The size of a worker's disk. */
  readonly diskSizeGb?: number;
  /** The kind of a worker's disk: `"pd-ssd"`, or a resource's name in full. */
  readonly workerDiskType?: string;
  /** The service account that workers act as. */
  readonly serviceAccountEmail?: string;
  /** The network that workers are in. */
  readonly network?: string;
  /** The subnetwork that workers are in: `"regions/europe-west1/subnetworks/dataflow"`. */
  readonly subnetwork?: string;
  /** Whether workers have public addresses; the service's choice when left out. */
  readonly usePublicIps?: boolean;
  /** The key of Cloud KMS that the job's data is encrypted by: `"projects/P/locations/L/keyRings/R/cryptoKeys/K"`. */
  readonly kmsKey?: string;
  /** What the job is found by, in lists and bills. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Experiments of the service, besides those that every job has. */
  readonly experiments?: readonly string[];
  /** Options of the service, such as `"enable_prime"`. */
  readonly serviceOptions?: readonly string[];
  /** Whether a batch job may wait for cheap resources (FlexRS), and for what it is scheduled then. */
  readonly flexRsGoal?: FlexRsGoal;
  /** The region of the workers, when not the job's. Not with `workerZone`. */
  readonly workerRegion?: string;
  /** The zone of the workers: `"europe-west1-b"`. Not with `workerRegion`. */
  readonly workerZone?: string;
  /** How many bundles a worker's process is given at a time. */
  readonly numberOfWorkerHarnessThreads?: number;
  /** The least processor that workers have: `"Intel Skylake"`. */
  readonly minCpuPlatform?: string;
  /** Whether the service's log names the keys that hold most of the data. */
  readonly hotKeyLogging?: boolean;
  /** A `gs://` URL or a local file that the job is written to as a classic template, instead of submitting it. */
  readonly templateLocation?: string;
  /** A local folder that all of the submission is written to, instead of doing it. Asks nobody, and needs no credentials. */
  readonly dryRun?: string;
  /** Whether the job takes the place of the running one of its name, with its state. */
  readonly update?: boolean;
  /** Whether to leave the job once it is submitted: whoever waits for its end hears at once that it is running. */
  readonly detach?: boolean;
  /** With `update`: names of steps in the running job, and what they are called in this one. */
  readonly transformNameMapping?: Readonly<Record<string, string>>;
  /** The address of the Dataflow API, when not Google's own: `"https://dataflow.example.net"`. */
  readonly dataflowEndpoint?: string;
  /** What the job says that it was made by: `"NAME/VERSION"`; Purlin's name and version when left out. */
  readonly userAgent?: string;
  /** The major version of the environment that the service is to start workers in: `"8"`, that of today's SDKs. */
  readonly environmentMajor?: string;
}

/** The words for {@link DataflowOptions.autoscalingAlgorithm}. */
const autoscalingAlgorithms: readonly AutoscalingAlgorithm[] = ["THROUGHPUT_BASED", "NONE"];

/** The words for {@link DataflowOptions.flexRsGoal}. */
const flexRsGoals: readonly FlexRsGoal[] = ["COST_OPTIMIZED", "SPEED_OPTIMIZED"];

const atLeastOne = (help: string): Option<number | undefined> => option.integer({ min: 1, help });
const text = (help: string): Option<string | undefined> => option.string({ help });
const flag = (help: string): Option<boolean> => option.boolean({ help });

/** How each option of Dataflow is written on a command line, in the order in which help lists them. */
export const dataflowOptions: {
  readonly [Name in keyof DataflowOptions]-?: Option<DataflowOptions[Name] | undefined>;
} = Object.freeze({
  project: text("the project's ID; gcloud's when left out"),
  region: text("where the job runs, such as europe-west1; gcloud's when left out"),
  tempLocation: text("gs://BUCKET/FOLDER for what the job leaves while it runs"),
  stagingLocation: text("gs://BUCKET/FOLDER for what workers get; tempLocation/staging when left out"),
  sdkContainerImage: text("the image that workers run, with Purlin's boot program"),
  numWorkers: atLeastOne("how many workers the job begins with"),
  maxNumWorkers: atLeastOne("how many workers the job may have"),
  autoscalingAlgorithm: option.choice(autoscalingAlgorithms, { help: "whether their number changes while it runs" }),
  workerMachineType: text("what machines workers are, such as n2-standard-4"),
  diskSizeGb: atLeastOne("the size of a worker's disk"),
  workerDiskType: text("the kind of a worker's disk, such as pd-ssd"),
  serviceAccountEmail: text("the service account that workers act as"),
  network: text("the network that workers are in"),
  subnetwork: text("the subnetwork that workers are in: regions/REGION/subnetworks/NAME"),
  usePublicIps: flag("whether workers have public addresses"),
  kmsKey: text("the key of Cloud KMS that encrypts the job's data"),
  labels: textMapOption("what the job is found by, such as team=search,env=dev"),
  experiments: textListOption("experiments of the service, besides those that every job has"),
  serviceOptions: textListOption("options of the service, such as enable_prime"),
  flexRsGoal: option.choice(flexRsGoals, { help: "let a batch job wait for cheaper resources" }),
  workerRegion: text("the region of the workers, when not the job's"),
  workerZone: text("the zone of the workers"),
  numberOfWorkerHarnessThreads: atLeastOne("how many bundles a worker's process is given at a time"),
  minCpuPlatform: text("the least processor that workers have"),
  hotKeyLogging: flag("whether the log names keys that hold most of the data"),
  templateLocation: text("write the job there as a classic template (gs:// or a file); submit nothing"),
  dryRun: text("write all of the submission to this folder; do nothing else"),
  update: flag("take the place of the running job of this name"),
  detach: flag("leave the job once it is submitted; it runs on"),
  transformNameMapping: textMapOption(
    "with update: old names of steps and new ones, such as Parse=Read/Parse, or JSON",
  ),
  dataflowEndpoint: text("the address of the Dataflow API, when not Google's own"),
  userAgent: text("what the job says that it was made by"),
  environmentMajor: text("the major version of the environment that workers are started in"),
});

/** Other names that options of Dataflow go by: those of the official SDKs. */
export const dataflowAliases: Readonly<Record<string, keyof DataflowOptions>> = Object.freeze({
  dataflowKmsKey: "kmsKey",
  dataflowServiceOptions: "serviceOptions",
  machineType: "workerMachineType",
  enableHotKeyLogging: "hotKeyLogging",
});
