import { ruleOf, type Rule } from "./rule.ts";

/** `host.domain:port/path/name:tag@sha256:…`, all but the path's last part being optional. */
const imagePattern =
  /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

const buildOne =
  "build one from node_modules/purlin/container, push it to a registry that the project can read, and name it:  " +
  "--sdkContainerImage=europe-docker.pkg.dev/my-project/my-repository/purlin:1";

/** The image that workers boot from and their logs need so much. */
const leastDiskGb = 30;

/** What settings say about workers. */
export const workerRules: readonly Rule[] = Object.freeze([
  {
    name: "an image is named",
    find: ({ sdkContainerImage }) => {
      if (sdkContainerImage !== undefined && sdkContainerImage !== "") return undefined;
      return { summary: "Dataflow needs the image that its workers run.", remedy: buildOne };
    },
  },
  ruleOf("sdkContainerImage", "the image is the name of one", (image) => {
    if (image === "" || imagePattern.test(image)) return undefined;
    return {
      because: image.includes("://") ? "images are named without https://" : "that is not how images are called",
      remedy: "write it as  docker push  takes it:  --sdkContainerImage=HOST/PATH/NAME:TAG",
    };
  }),
  {
    name: "a job begins with no more workers than it may have",
    find: ({ numWorkers, maxNumWorkers }) => {
      if (numWorkers === undefined || maxNumWorkers === undefined || numWorkers <= maxNumWorkers) return undefined;
      return {
        summary: `The job would begin with ${String(numWorkers)} workers, and may have ${String(maxNumWorkers)}.`,
        remedy: `raise  --maxNumWorkers  or lower  --numWorkers`,
      };
    },
  },
  ruleOf("diskSizeGb", "disks hold what workers boot from", (size) =>
    size >= leastDiskGb
      ? undefined
      : {
          because: `what workers boot from and their logs need ${String(leastDiskGb)} GB`,
          remedy: `write  --diskSizeGb=${String(leastDiskGb)}  or leave it out`,
        },
  ),
  ruleOf("workerDiskType", "the kind of disk is the name of one", (type) =>
    /^[a-z][a-z0-9-]*$/.test(type) || /(?:^|\/)diskTypes\/[a-z][a-z0-9-]*$/.test(type)
      ? undefined
      : { because: "that is not how kinds of disks are called", remedy: "write  --workerDiskType=pd-ssd" },
  ),
  ruleOf("serviceAccountEmail", "a service account has an address", (email) =>
    /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)
      ? undefined
      : {
          because: "it is no address",
          remedy: "write  --serviceAccountEmail=NAME@PROJECT.iam.gserviceaccount.com",
        },
  ),
  ruleOf("network", "the network is the name of one", (network) =>
    /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/.test(network) || /(?:^|\/)networks\/[a-z](?:[-a-z0-9]*[a-z0-9])?$/.test(network)
      ? undefined
      : {
          because: network.includes("subnetworks/") ? "that is a subnetwork" : "that is not how networks are called",
          remedy:
            "write the network's name:  --network=NAME  and a subnetwork as  --subnetwork=regions/REGION/subnetworks/NAME",
        },
  ),
  ruleOf("workerMachineType", "machines are called by their type", (type) =>
    /^[a-z][a-z0-9-]*$/.test(type)
      ? undefined
      : { because: "that is not how types of machines are called", remedy: "write  --workerMachineType=n2-standard-4" },
  ),
] satisfies Rule[]);
