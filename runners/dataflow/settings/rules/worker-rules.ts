import type { Rule } from "./rule.ts";

/** What settings say about workers. */
export const workerRules: readonly Rule[] = [
  {
    name: "an image is named",
    find: ({ sdkContainerImage }) =>
      sdkContainerImage === undefined || sdkContainerImage.trim() === ""
        ? {
            summary: "Dataflow needs the image that its workers run.",
            remedy:
              "build one from the Dockerfile in sdk/container, push it to a registry that the project can read, and name it:  " +
              "--sdkContainerImage=europe-docker.pkg.dev/my-project/my-repository/purlin:1",
          }
        : undefined,
  },
];
