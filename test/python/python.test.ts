import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  PipelineSchema,
  type Pipeline,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { pipelines } from "../golden/pipelines.ts";

const python = process.env.PURLIN_PYTHON;
const install =
  "python3 -m venv beam && beam/bin/pip install apache-beam==2.77.0, then set PURLIN_PYTHON=$PWD/beam/bin/python";
const isRequired = process.env.PURLIN_REQUIRE_TOOLS === "1";

if (python === undefined && !isRequired) console.warn(`Skipped, for want of Python's Beam: ${install}`);

type Components = NonNullable<Pipeline["components"]>;

/** Ways to spoil the word count, each with a part of what must be said of it. */
const broken: readonly { name: string; reason: RegExp; spoil: (components: Components, pipeline: Pipeline) => void }[] =
  [
    {
      name: "a group of what is no pair",
      reason: /Bad coder for input of Count-Group/,
      spoil: ({ pcollections }) => (pcollections["Pair.output"]!.coderId = "value"),
    },
    {
      name: "a group whose values have another coder than its input's",
      reason: /Input value coder \S+ does not match output value coder/,
      spoil: ({ coders }) => (coders.iterable!.componentCoderIds = ["canonical_value"]),
    },
    {
      name: "a coder that is missing",
      reason: /refers to 'value', which is not there/,
      spoil: ({ coders }) => delete coders.value,
    },
    {
      name: "a collection that is missing",
      reason: /refers to 'Words\.output', which is not there/,
      spoil: ({ pcollections }) => delete pcollections["Words.output"],
    },
    {
      name: "a step without an environment for its function",
      reason: /transform Words has the environment ''/,
      spoil: ({ transforms }) => (transforms.Words!.environmentId = ""),
    },
    {
      name: "a field that the model lacks",
      reason: /transform Words has fields that the model lacks: \[99\]/,
      spoil({ transforms }) {
        const { spec } = transforms.Words!;
        // Field 99 as a varint: its key, 99 * 8, takes two bytes.
        spec!.payload = Buffer.concat([spec!.payload, Uint8Array.of(0x98, 0x06, 1)]);
      },
    },
    {
      name: "a payload that is cut",
      reason: /DecodeError/,
      spoil({ transforms }) {
        const { spec } = transforms.Words!;
        spec!.payload = spec!.payload.slice(0, -1);
      },
    },
    {
      name: "two steps of one name",
      reason: /the name 'Words' is empty or not unique/,
      spoil: ({ transforms }) => (transforms.Pair!.uniqueName = "Words"),
    },
    {
      name: "roots in the wrong order",
      reason: /takes \S+ before it is made/,
      spoil: (_, pipeline) => pipeline.rootTransformIds.reverse(),
    },
    {
      name: "a step that is lost",
      reason: /before it is made|is never made/,
      spoil: (_, pipeline) => (pipeline.rootTransformIds = pipeline.rootTransformIds.filter((id) => id !== "Words")),
    },
  ];

/** What the script says of each file, and how it ends. */
interface Verdict {
  readonly lines: ReadonlyMap<string, string>;
  readonly exitCode: unknown;
}

/** Gives pipelines to the script, all in one run since Beam takes its time to be imported. */
function validate(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<Verdict> {
  const paths = Object.entries(files).map(([name, bytes], index) => {
    const path = join(folder, `${String(index)}.pb`);
    writeFileSync(path, bytes);
    return [name, path] as const;
  });
  const args = [join(import.meta.dirname, "validate_pipeline.py"), ...paths.map(([, path]) => path)];
  return new Promise((resolve) => {
    execFile(python!, args, (error, stdout, stderr) => {
      const said = stdout.split("\n");
      const lineOf = (path: string): string => said.find((line) => line.includes(` ${path}`)) ?? stderr;
      const lines = paths.map(([name, path]) => [name, lineOf(path).replace(path, "FILE")] as const);
      resolve({ lines: new Map(lines), exitCode: error === null ? 0 : error.code });
    });
  });
}

describe.skipIf(python === undefined && !isRequired)("the official Python SDK", () => {
  const names = Object.keys(pipelines);
  let folder = "";
  let good: Verdict;
  let bad: Verdict;

  beforeAll(async () => {
    if (python === undefined) throw new Error(`PURLIN_REQUIRE_TOOLS=1, and PURLIN_PYTHON is not set: ${install}`);
    folder = mkdtempSync(join(tmpdir(), "purlin-python-"));
    const ours: Record<string, Uint8Array> = {};
    for (const name of names) ours[name] = toBinary(PipelineSchema, await pipelines[name]!().toProto());
    const spoilt: Record<string, Uint8Array> = { "bytes that are no pipeline": Uint8Array.of(0xff, 0xff) };
    for (const { name, spoil } of broken) {
      const proto = await pipelines["word-count"]!().toProto();
      spoil(proto.components!, proto);
      spoilt[name] = toBinary(PipelineSchema, proto);
    }
    good = await validate(folder, ours);
    bad = await validate(folder, { ...spoilt, "a pipeline among them": ours["word-count"]! });
  });

  afterAll(() => {
    if (folder !== "") rmSync(folder, { recursive: true });
  });

  it.each(names)("reads, checks and plans our pipeline: %s", (name) => {
    expect(good.lines.get(name)).toBe("ok FILE");
  });

  it.each([...broken, { name: "bytes that are no pipeline", reason: /DecodeError/ }])(
    "refuses $name",
    ({ name, reason }) => {
      expect(bad.lines.get(name)).toMatch(/^bad FILE: /);
      expect(bad.lines.get(name)).toMatch(reason);
    },
  );

  it("ends with 1 when any pipeline is refused, though others are not, and else with 0", () => {
    expect(bad.lines.get("a pipeline among them")).toBe("ok FILE");
    expect(bad.exitCode).toBe(1);
    expect(good.exitCode).toBe(0);
  });
});
