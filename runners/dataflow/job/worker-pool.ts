import type { dataflow_v1b3 } from "googleapis/build/src/apis/dataflow/v1b3.js";
import type {
  Environment,
  Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { imageOf } from "../pipeline/set-containers.ts";
import type { Package } from "../pipeline/stage-dependencies.ts";
import type { DataflowSettings } from "../settings/settings.ts";

type WorkerPool = dataflow_v1b3.Schema$WorkerPool;
type ContainerImage = dataflow_v1b3.Schema$SdkHarnessContainerImage;

const autoscaling = Object.freeze({
  NONE: "AUTOSCALING_ALGORITHM_NONE",
  THROUGHPUT_BASED: "AUTOSCALING_ALGORITHM_BASIC",
});

/**
 * Returns the workers of a job: what machines, and which containers run on them.
 *
 * @param pipeline - whose environments are containers
 */
export function workerPool(settings: DataflowSettings, pipeline: Pipeline, packages: readonly Package[]): WorkerPool {
  const images = containerImages(pipeline);
  const [only, ...others] = images;
  return {
    kind: "harness",
    ...machines(settings),
    packages: packages.map(({ name, url, sha256 }) => ({
      name,
      location: url,
      ...(sha256 === "" ? {} : { sha256 }),
    })),
    // The service expects one where there is only one to choose.
    ...(only !== undefined && others.length === 0 && { workerHarnessContainerImage: only.containerImage ?? "" }),
    sdkHarnessContainerImages: images,
  };
}

function machines(settings: DataflowSettings): WorkerPool {
  const { autoscalingAlgorithm: algorithm, maxNumWorkers, usePublicIps, workerDiskType } = settings;
  const scaling = {
    ...(algorithm === undefined ? {} : { algorithm: autoscaling[algorithm] }),
    ...(maxNumWorkers === undefined ? {} : { maxNumWorkers }),
  };
  return withoutMissing({
    numWorkers: settings.numWorkers,
    autoscalingSettings: Object.keys(scaling).length === 0 ? undefined : scaling,
    machineType: settings.workerMachineType,
    diskSizeGb: settings.diskSizeGb,
    diskType: workerDiskType === undefined ? undefined : diskType(workerDiskType),
    network: settings.network,
    subnetwork: settings.subnetwork,
    ipConfiguration: usePublicIps === undefined ? undefined : usePublicIps ? "WORKER_IP_PUBLIC" : "WORKER_IP_PRIVATE",
    numThreadsPerWorker: settings.numberOfWorkerHarnessThreads,
  });
}

/** `"pd-ssd"` as the service wants it: the names of the project and the zone are left for it to fill in. */
function diskType(type: string): string {
  return type.includes("/") ? type : `compute.googleapis.com/projects//zones//diskTypes/${type}`;
}

/** Returns the containers of all environments that steps are in. */
function containerImages({ components }: Pipeline): ContainerImage[] {
  const used = new Set(Object.values(components?.transforms ?? {}).map(({ environmentId }) => environmentId));
  return Object.entries(components?.environments ?? {})
    .filter(([id]) => used.has(id))
    .map(([id, environment]) => containerImage(id, environment));
}

function containerImage(environmentId: string, environment: Environment): ContainerImage {
  const { capabilities } = environment;
  return {
    containerImage: imageOf(environment),
    environmentId,
    ...(capabilities.includes(urns.capabilities.multiCoreBundleProcessing) ? {} : { useSingleCorePerContainer: true }),
    capabilities,
  };
}

/** Leaves out the members that are undefined. */
function withoutMissing<T extends object>(record: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  // Those that are left are not undefined.
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never;
}
