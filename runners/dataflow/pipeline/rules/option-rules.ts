import { closest } from "../../../../sdk/options/closest.ts";
import { isUnbounded } from "../../job/is-unbounded.ts";
import type { PipelineRule } from "./pipeline-rule.ts";

/** What options ask of the pipeline: what batch jobs and streaming jobs can't both do, and steps that must be there. */
export const optionRules: readonly PipelineRule[] = Object.freeze([
  {
    name: "only batch jobs wait for cheap resources",
    find: ({ pipeline, settings: { flexRsGoal } }) => {
      if (flexRsGoal === undefined || !isUnbounded(pipeline)) return [];
      return [
        {
          summary: "--flexRsGoal is for batch jobs: this one has unbounded data, and can't wait.",
          remedy: "leave --flexRsGoal out",
        },
      ];
    },
  },
  {
    name: "only streaming jobs are replaced",
    find: ({ pipeline, settings: { update, dataflowEndpoint } }) => {
      // What other endpoints can do is theirs to say.
      if (!update || isUnbounded(pipeline) || dataflowEndpoint !== undefined) return [];
      return [
        {
          summary: "--update is for streaming jobs: this one has bounded data alone, and Dataflow can't replace it.",
          remedy: "cancel the running job, and start this one without --update",
        },
      ];
    },
  },
  {
    name: "a mapping of names leads to steps",
    find: ({ components, settings: { transformNameMapping = {} } }) => {
      const names = Object.values(components.transforms).map(({ uniqueName }) => uniqueName);
      return (
        Object.entries(transformNameMapping)
          // A step that is gone is mapped to nothing, and a composite's name stands for all in it.
          .filter(([, to]) => to !== "" && !names.some((name) => name.startsWith(to)))
          .map(([from, to]) => {
            const nearest = closest(to, names);
            return {
              summary: `--transformNameMapping maps "${from}" to "${to}", and this pipeline has no step of that name.`,
              remedy:
                nearest === undefined ? "name one of its steps, or nothing for one that is gone" : `write "${nearest}"`,
            };
          })
      );
    },
  },
] satisfies PipelineRule[]);
