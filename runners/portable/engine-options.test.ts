import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  PipelineOptionDescriptorSchema,
  PipelineOptionType_Enum as OptionType,
} from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import { OptionError } from "../../sdk/options/option-error.ts";
import { engineOptionsFor, workersOption } from "./engine-options.ts";

const known = [
  { name: "max_parallelism", type: OptionType.INTEGER },
  { name: "object_reuse", type: OptionType.BOOLEAN },
  { name: "fraction", type: OptionType.NUMBER },
  { name: "state_backend", type: OptionType.STRING },
  { name: "experiments", type: OptionType.ARRAY },
  { name: "resources", type: OptionType.OBJECT },
].map((option) => create(PipelineOptionDescriptorSchema, option));

describe("the options of an engine", () => {
  it.each([
    { given: { max_parallelism: "4" }, sent: { max_parallelism: "4" } },
    { given: { maxParallelism: 4 }, sent: { max_parallelism: "4" } },
    { given: { object_reuse: true }, sent: { object_reuse: true } },
    { given: { objectReuse: "false" }, sent: { object_reuse: false } },
    { given: { fraction: "0.5" }, sent: { fraction: 0.5 } },
    { given: { stateBackend: "rocksdb" }, sent: { state_backend: "rocksdb" } },
    { given: { experiments: "one" }, sent: { experiments: ["one"] } },
    { given: { experiments: ["one", "two"] }, sent: { experiments: ["one", "two"] } },
    { given: { resources: '{"a":[1]}' }, sent: { resources: { a: [1] } } },
  ])("are read by their types: $given", ({ given, sent }) => {
    expect(engineOptionsFor("flink", given, known)).toEqual(sent);
  });

  it.each([
    {
      given: { maxParalelism: "4" },
      message: "--flink.maxParalelism is not an option of flink; did you mean --flink.max_parallelism?",
    },
    { given: { x: "4" }, message: "--flink.x is not an option of flink." },
    {
      given: { max_parallelism: "four" },
      message: '--flink.max_parallelism can\'t be "four".\n  expected  a whole number',
    },
    { given: { object_reuse: "yes" }, message: '--flink.object_reuse can\'t be "yes".\n  expected  true or false' },
    { given: { fraction: "half" }, message: "expected  a number" },
    { given: { resources: "{" }, message: "expected  JSON" },
    { given: { stateBackend: ["a", "b"] }, message: "expected  a text" },
  ])("are refused where they are not understood: $given", ({ given, message }) => {
    const read = (): unknown => engineOptionsFor("flink", given, known);
    expect(read).toThrow(OptionError);
    expect(read).toThrow(message);
  });

  it("say how many worker processes there are, where the engine lets them", () => {
    const parallelism = create(PipelineOptionDescriptorSchema, {
      name: "sdk_worker_parallelism",
      type: OptionType.INTEGER,
    });
    expect(workersOption("flink", 2, [...known, parallelism])).toEqual({ sdk_worker_parallelism: "2" });
    expect(workersOption("flink", undefined, known)).toEqual({});
    expect(() => workersOption("prism", 2, known)).toThrow("--workers is not for prism");
  });

  it("go as they are to a job server that doesn't say what it knows", () => {
    expect(engineOptionsFor("portable", { anyThing: "1", list: ["a"] }, [])).toEqual({ any_thing: "1", list: ["a"] });
  });
});
