import { readFileSync } from "node:fs";
import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  PipelineSchema,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { compareForUpdate } from "../../../runners/dataflow/update/compare-for-update.ts";
import { readSteps } from "../../../runners/dataflow/update/read-steps.ts";
import { componentsOf, transformOf } from "./streaming-pipeline.ts";

// Source: what Beam's own SDKs (Go and Python 2.77.0, Java 2.73.0) submit of one pipeline: Pub/Sub, windows, counts.
const specimens = {
  go: { group: "stats.Count/stats.SumPerKey/CombinePerKey/CoGBK", read: "pubsubio.Read/External" },
  java: { group: "Count/Combine.perKey(Count)/GroupByKey", read: "Read/PubsubUnboundedSource/Read(PubsubSource)" },
  python: { group: "Count/GroupByKey", read: "Read/Read" },
} as const;
const languages = Object.keys(specimens) as (keyof typeof specimens)[];

function specimen(language: keyof typeof specimens): Pipeline {
  return fromBinary(
    PipelineSchema,
    readFileSync(`${import.meta.dirname}/../../golden/specimens/${language}-pubsub.pipeline.pb`),
  );
}

function changes(old: Pipeline, now: Pipeline): string[] {
  return compareForUpdate(old, now)
    .filter(({ change }) => change !== "kept")
    .map(({ effect, change, step }) => `${effect} ${change} ${step}`);
}

describe.each(languages)("an update of a pipeline of the %s SDK", (language) => {
  const { group, read } = specimens[language];

  it("is harmless when nothing has changed", () => {
    expect(changes(specimen(language), specimen(language))).toEqual([]);
  });

  it("knows what the job keeps something for", () => {
    const { steps, isStreaming } = readSteps(specimen(language));
    const keeping = [...steps.values()].filter(({ keeps }) => keeps.length > 0).map(({ name }) => name);
    expect({ keeping, isStreaming }).toEqual({ keeping: [read, group], isStreaming: true });
    expect(steps.get(group)?.facts.get("windows")?.text).toBe("fixedWindows(60000 ms)");
    expect(steps.get(group)?.facts.get("steps that feed it")?.text).toBe(read);
  });

  it("is refused when the key coder has changed", () => {
    const now = specimen(language);
    const components = componentsOf(now);
    const { coderId } = components.pcollections[Object.values(transformOf(now, group).inputs)[0] ?? ""] ?? {};
    const pairs = components.coders[coderId ?? ""];
    if (pairs === undefined) throw new Error("The groups' input has no coder.");
    pairs.componentCoderIds = pairs.componentCoderIds.toReversed();
    expect(changes(specimen(language), now)).toEqual([`refused coder ${group}`, `refused coder ${group}`]);
  });

  it("is refused when the groups have another name", () => {
    const now = specimen(language);
    transformOf(now, group).uniqueName = "Groups";
    expect(changes(specimen(language), now)).toEqual([`refused removed ${group}`, "harmless added Groups"]);
  });
});
