import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { startFlinkJobServer } from "../../runners/flink/job-server.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import {
  configuration,
  external,
  kvCoder,
  Pipeline,
  schema,
  stringUtf8Coder,
  varintCoder,
  type ExternalOptions,
} from "../../sdk/index.ts";
import { JavaClassLookupPayloadSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/external_transforms_pb.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { startJavaExpansionService } from "./java-tool.ts";

/** Names a transform of Java's by its class and the static method that makes it. */
function javaClass(
  className: string,
  constructorMethod: string,
): Pick<ExternalOptions & { urn: string }, "urn"> & {
  readonly payload: Uint8Array;
} {
  const payload = create(JavaClassLookupPayloadSchema, { className, constructorMethod });
  return {
    urn: "beam:expansion:payload:java_class_lookup:v1",
    payload: toBinary(JavaClassLookupPayloadSchema, payload),
  };
}

describeWithTools("Java's transforms", [tools.java, tools.maven], () => {
  const service = useJobServer(startJavaExpansionService);

  describe("on flink", () => {
    const jobEndpoint = useJobServer(() => startFlinkJobServer("embedded", tellOf("flink")));

    it("stand between two steps of ours, and are roots", async () => {
      const expansionService = service();
      const counts: [string, number][] = [];
      const numbers: number[] = [];
      const p = Pipeline.create({ runner: "flink", quiet: true, jobEndpoint: jobEndpoint() });
      p.create("Words", ["a", "b", "a"])
        .map((word) => `${word}!`)
        .withCoder(stringUtf8Coder)
        .apply(
          "Count",
          external({
            ...javaClass("org.apache.beam.sdk.transforms.Count", "perElement"),
            expansionService,
            output: kvCoder(stringUtf8Coder, varintCoder),
          }),
        )
        .map((pair) => counts.push(pair));
      const range = schema.struct({ start: schema.int64(), stop: schema.nullable(schema.int64()) });
      p.apply(
        "Sequence",
        external({
          urn: "beam:external:java:generate_sequence:v1",
          payload: configuration(range, { start: 3, stop: 6 }),
          expansionService,
          output: varintCoder,
        }),
      ).map((number) => numbers.push(number * 10));
      await p.run();
      expect(counts.sort()).toEqual([
        ["a!", 2],
        ["b!", 1],
      ]);
      expect(numbers.sort()).toEqual([30, 40, 50]);
    }, 120_000);
  });

  it("are refused with what is wrong: a class that there isn't", async () => {
    const p = Pipeline.create();
    const nothing = javaClass("org.apache.beam.sdk.transforms.Nothing", "create");
    p.apply("Theirs", external({ ...nothing, expansionService: service(), output: stringUtf8Coder }));
    await expect(p.toProto()).rejects.toThrow(/org\.apache\.beam\.sdk\.transforms\.Nothing/);
  });
});
