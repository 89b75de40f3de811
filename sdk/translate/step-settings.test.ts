import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { Pipeline } from "../index.ts";
import {
  LabelledPayloadSchema,
  type Components,
  type PTransform,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { graphToProto } from "./graph-to-proto.ts";
import { isOwnEnvironment } from "./purlin-urns.ts";

function componentsOf(pipeline: Pipeline): Components {
  return graphToProto(pipeline.graph(), pipeline.functions).components!;
}

const displayed = ({ displayData }: PTransform): unknown[] =>
  displayData.map(({ payload }) => {
    const { label, namespace, value } = fromBinary(LabelledPayloadSchema, payload);
    return [namespace, label, value.case, value.value];
  });

describe("the settings of a step", () => {
  it("show what the program says of it, also of a composite", () => {
    const p = Pipeline.create();
    p.create([1])
      .map("Step", (n) => n, { displayData: { table: "orders", rows: 5, share: 0.5, isFast: true } })
      .apply("Both", (pc) => pc.map("Inner", (n) => n), { displayData: { owner: "sales" } });
    const { transforms } = componentsOf(p);
    expect(displayed(transforms.Step!)).toEqual([
      ["purlin", "table", "stringValue", "orders"],
      ["purlin", "rows", "intValue", 5n],
      ["purlin", "share", "doubleValue", 0.5],
      ["purlin", "isFast", "boolValue", true],
    ]);
    expect(displayed(transforms.Both!)).toEqual([["purlin", "owner", "stringValue", "sales"]]);
    expect(displayed(transforms["Both-Inner"]!)).toEqual([]);
  });

  it("are annotations of it, texts as UTF-8", () => {
    const p = Pipeline.create();
    p.create([1]).map("Step", (n) => n, { annotations: { note: "größer", raw: Uint8Array.of(1, 255) } });
    const { note, raw } = componentsOf(p).transforms.Step!.annotations;
    expect(Buffer.from(note!).toString()).toBe("größer");
    expect([...raw!]).toEqual([1, 255]);
  });

  const GiB = 1024 ** 3;

  /** The hints of each step that runs in a worker, as texts. */
  function hintsIn(p: Pipeline): Record<string, Record<string, string>> {
    const { transforms, environments } = componentsOf(p);
    return Object.fromEntries(
      Object.values(transforms)
        .filter(({ environmentId }) => environmentId !== "")
        .map(({ uniqueName, environmentId }) => {
          expect(isOwnEnvironment(environmentId)).toBe(true);
          const hints = Object.entries(environments[environmentId]!.resourceHints);
          return [uniqueName, Object.fromEntries(hints.map(([urn, text]) => [urn, Buffer.from(text).toString()]))];
        }),
    );
  }

  it("ask for machines by an environment of their own, shared by those that ask for the same", () => {
    const p = Pipeline.create();
    const resourceHints = { minRamBytes: 4 * GiB, accelerator: "type:t4;count:1", cpuCount: 4 };
    const plain = p.create([1]);
    plain.map("A", (n) => n, { resourceHints });
    plain.map("B", (n) => n, { resourceHints: { ...resourceHints } });
    plain.map("C", (n) => n, { resourceHints: { cpuCount: 2 } });
    const { transforms, environments } = componentsOf(p);
    expect(hintsIn(p)).toMatchObject({
      "Create/Elements": {},
      A: {
        "beam:resources:min_ram_bytes:v1": "4294967296",
        "beam:resources:accelerator:v1": "type:t4;count:1",
        "beam:resources:cpu_count:v1": "4",
      },
      C: { "beam:resources:cpu_count:v1": "2" },
    });
    expect(transforms.A!.environmentId).toBe(transforms.B!.environmentId);
    expect(Object.keys(environments)).toHaveLength(3);
  });

  it("hold for the steps of a composite: the greater amount, the inner accelerator", () => {
    const p = Pipeline.create();
    p.create([1]).apply(
      "Both",
      (pc) =>
        pc
          .map("More", (n) => n, { resourceHints: { minRamBytes: 8 * GiB, accelerator: "inner" } })
          .map("Less", (n) => n, { resourceHints: { minRamBytes: 1 * GiB, cpuCount: 3 } })
          .map("Same", (n) => n),
      { resourceHints: { minRamBytes: 4 * GiB, accelerator: "outer" } },
    );
    const [ram, accelerator, cpu] = ["min_ram_bytes", "accelerator", "cpu_count"].map(
      (name) => `beam:resources:${name}:v1`,
    );
    expect(hintsIn(p)).toMatchObject({
      "Both/More": { [ram!]: String(8 * GiB), [accelerator!]: "inner" },
      "Both/Less": { [ram!]: String(4 * GiB), [accelerator!]: "outer", [cpu!]: "3" },
      "Both/Same": { [ram!]: String(4 * GiB), [accelerator!]: "outer" },
    });
  });

  it.each([{ cpuCount: 0 }, { cpuCount: 1.5 }, { minRamBytes: -1 }, { minRamBytes: NaN }])(
    "don't ask for %o",
    (resourceHints) => {
      expect(() =>
        Pipeline.create()
          .create([1])
          .map((n) => n, { resourceHints }),
      ).toThrow("resource hint");
    },
  );

  it("change nothing of what a pipeline does", async () => {
    const seen: number[] = [];
    const p = Pipeline.create({ quiet: true });
    p.create([1, 2])
      .map((n) => n + 1, { resourceHints: { cpuCount: 2 }, displayData: { a: 1 }, annotations: { b: "c" } })
      .map((n) => seen.push(n), { resourceHints: { cpuCount: 3 } });
    await p.run();
    expect(seen).toEqual([2, 3]);
  });
});
