import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  composite,
  startFakeExpansionService,
  type CompositeParts,
  type FakeExpansionService,
} from "../../test/cross-language/fake-expansion-service.ts";
import {
  configuration,
  external,
  fixedWindows,
  Pipeline,
  rowCoder,
  schema,
  seconds,
  stringUtf8Coder,
  valueCoder,
  varint64Coder,
  varintCoder,
  type Coder,
} from "../index.ts";
import { addService, makeServer } from "../harness/rpc/server.ts";
import { JobService } from "../model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import {
  ExpansionResponseSchema,
  type ExpansionRequest,
  type ExpansionResponse,
} from "../model/gen/org/apache/beam/model/job_management/v1/beam_expansion_api_pb.ts";
import {
  ArtifactFilePayloadSchema,
  IsBounded_Enum,
  type Components,
  type Pipeline as PipelineProto,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import {
  ExternalConfigurationPayloadSchema,
  SchemaTransformPayloadSchema,
} from "../model/gen/org/apache/beam/model/pipeline/v1/external_transforms_pb.ts";
import { urns } from "../model/urns.ts";
import { fingerprintOf } from "../staging/fingerprint.ts";
import { asStated } from "../translate/external.ts";
import { protoToGraph } from "../translate/proto-to-graph.ts";

const strings: CompositeParts = { outputs: { None: urns.coders.stringUtf8 } };

let services: FakeExpansionService[] = [];

afterEach(async () => {
  const cache = process.env.XDG_CACHE_HOME ?? "";
  vi.unstubAllEnvs();
  if (cache !== (process.env.XDG_CACHE_HOME ?? "")) await rm(cache, { recursive: true });
  for (const service of services) service.close();
  services = [];
});

async function serve(answer: (request: ExpansionRequest) => ExpansionResponse, file?: string) {
  const service = await startFakeExpansionService(answer, file);
  services.push(service);
  return service;
}

/** A pipeline with a transform of another SDK between two steps of ours. */
function between<T>(expansionService: string, output: Coder<T>): Pipeline {
  const p = Pipeline.create();
  p.create(["a"])
    .withCoder(stringUtf8Coder)
    .apply("Theirs", external({ urn: "test:it:v1", expansionService, output }))
    .map("After", (element) => element);
  return p;
}

function componentsOf({ components }: PipelineProto): Components {
  if (components === undefined) throw new Error("a pipeline has components");
  return components;
}

function stepOf(proto: PipelineProto) {
  const step = componentsOf(proto).transforms["Theirs-External"];
  if (step === undefined) throw new Error("the step is in the pipeline");
  return step;
}

describe("a request to an expansion service", () => {
  it("tells of the inputs and what they refer to, and of nothing else", async () => {
    const service = await serve((request) => composite(request, strings));
    await between(service.address, stringUtf8Coder).toProto();
    const [request] = service.requests;
    const { components, transform, namespace, outputCoderRequests } = request ?? {};
    expect(transform?.inputs).toEqual({ input: "Create-Elements.output" });
    expect(Object.keys(components?.pcollections ?? {})).toEqual(["Create-Elements.output"]);
    expect(Object.keys(components?.coders ?? {}).toSorted()).toEqual(["global_window", "string_utf8"]);
    expect(Object.keys(components?.transforms ?? {})).toEqual(["purlin_before_input"]);
    expect(namespace).toBe("external_Theirs-External");
    expect(outputCoderRequests).toEqual({ output: "string_utf8" });
  });

  it("has no request for a coder of rows, which SDKs have classes for", async () => {
    const row = rowCoder(schema.struct({ n: schema.int64() }));
    const service = await serve(() => create(ExpansionResponseSchema, { error: "no" }));
    await expect(between(service.address, row).toProto()).rejects.toThrow();
    expect(service.requests[0]?.outputCoderRequests).toEqual({});
  });

  it("carries a configuration as an encoded row with its schema", async () => {
    const service = await serve((request) => composite(request, strings));
    const p = Pipeline.create();
    const payload = configuration(schema.struct({ topic: schema.string() }), { topic: "orders" });
    const { address: expansionService } = service;
    p.apply("Read", external({ urn: "test:read:v1", payload, expansionService, output: stringUtf8Coder }));
    await p.toProto();
    const sent = fromBinary(
      ExternalConfigurationPayloadSchema,
      service.requests[0]?.transform?.spec?.payload ?? new Uint8Array(),
    );
    expect(sent.schema?.fields.map(({ name }) => name)).toEqual(["topic"]);
    expect(Buffer.from(sent.payload).toString("latin1")).toBe("\x01\x00\x06orders");
  });

  it("names a schema transform by its identifier", async () => {
    const service = await serve((request) => composite(request, strings));
    const p = Pipeline.create();
    const taken = configuration(schema.struct({ topic: schema.string() }), { topic: "orders" });
    const { address: expansionService } = service;
    p.apply(
      external({ schemaTransform: "test:schema:v1", configuration: taken, expansionService, output: stringUtf8Coder }),
    );
    await p.toProto();
    const { spec } = service.requests[0]?.transform ?? {};
    expect(spec?.urn).toBe("beam:expansion:payload:schematransform:v1");
    const sent = fromBinary(SchemaTransformPayloadSchema, spec?.payload ?? new Uint8Array());
    expect(sent.identifier).toBe("test:schema:v1");
    expect(Buffer.compare(sent.configurationRow, taken.row)).toBe(0);
  });

  it("is not sent while a pipeline is built", async () => {
    const service = await serve((request) => composite(request, strings));
    const p = between(service.address, stringUtf8Coder);
    p.graph();
    await p.statedProto();
    expect(service.requests).toEqual([]);
  });
});

describe("an expansion", () => {
  it("takes the place of the step, and the collections keep their ids and coders", async () => {
    const service = await serve((request) =>
      composite(request, { ...strings, requirements: ["test:requirement:v1"], environment: { urn: "test:env:v1" } }),
    );
    const proto = await between(service.address, stringUtf8Coder).toProto();
    const { transforms, environments, pcollections } = componentsOf(proto);
    expect(stepOf(proto)).toMatchObject({
      uniqueName: "Theirs/External",
      inputs: { input: "Create-Elements.output" },
      outputs: { None: "Theirs-External.output" },
      subtransforms: ["external_Theirs-External_step"],
    });
    expect(transforms["external_Theirs-External_step"]).toMatchObject({
      inputs: { input: "Create-Elements.output" },
      outputs: { None: "Theirs-External.output" },
      environmentId: "external_Theirs-External_env",
    });
    expect(transforms.After?.inputs).toEqual({ input: "Theirs-External.output" });
    expect(pcollections["Theirs-External.output"]?.coderId).toBe("string_utf8");
    expect(Object.keys(pcollections)).not.toContain("external_Theirs-External_pc_None");
    expect(Object.keys(transforms)).not.toContain("purlin_before_input");
    expect(environments["external_Theirs-External_env"]?.urn).toBe("test:env:v1");
    expect(proto.requirements).toEqual(["test:requirement:v1"]);
  });

  it("can be read as a graph, and stated again as the program has it", async () => {
    const service = await serve((request) => composite(request, strings));
    const p = between(service.address, stringUtf8Coder);
    const proto = await p.toProto();
    expect(protoToGraph(proto).roots.map(({ uniqueName }) => uniqueName)).toEqual(["Create", "Theirs", "After"]);
    expect(fingerprintOf(proto)).not.toEqual(fingerprintOf(await p.statedProto()));
    expect(fingerprintOf(asStated(proto))).toEqual(fingerprintOf(await p.statedProto()));
  });

  it("shares an environment with others that have an equal one", async () => {
    const service = await serve((request) => composite(request, strings));
    const p = between(service.address, stringUtf8Coder);
    const again = { urn: "test:again:v1", expansionService: service.address, output: stringUtf8Coder };
    p.apply("Again", external(again));
    const { environments, transforms, windowingStrategies } = componentsOf(await p.toProto());
    expect(Object.keys(environments).toSorted()).toEqual(["external_Theirs-External_env", "purlin"]);
    expect(transforms["external_Again-External_step"]?.environmentId).toBe("external_Theirs-External_env");
    for (const { environmentId } of Object.values(windowingStrategies)) {
      expect(["", "purlin", "external_Theirs-External_env"]).toContain(environmentId);
    }
  });

  it("has the varint coder that the program reads it with, though others don't tell the two apart", async () => {
    const service = await serve((request) => composite(request, { outputs: { None: urns.coders.varint } }));
    const proto = await between(service.address, varint64Coder).toProto();
    const { pcollections, coders } = componentsOf(proto);
    const coder = coders[pcollections["Theirs-External.output"]?.coderId ?? ""];
    expect(Buffer.from(coder?.spec?.payload ?? []).toString()).toBe("bigint");
  });

  it("gives several inputs and outputs by their tags", async () => {
    const outputs = { good: urns.coders.stringUtf8, bad: urns.coders.varint, unused: urns.coders.bytes };
    const service = await serve((request) => composite(request, { outputs }));
    const p = Pipeline.create();
    const left = p.create("Left", ["a"]).withCoder(stringUtf8Coder);
    const right = p.create("Right", [1]).withCoder(varintCoder);
    const { good, bad } = external({
      name: "Join",
      urn: "test:join:v1",
      expansionService: service.address,
      outputs: { good: stringUtf8Coder, bad: varintCoder },
    })({ left, right });
    good.map("Good", (text) => text.length);
    bad.map("Bad", (number) => number + 1);
    const { transforms, pcollections } = componentsOf(await p.toProto());
    expect(transforms.Join?.inputs).toEqual({ left: "Left-Elements.output", right: "Right-Elements.output" });
    expect(transforms.Join?.outputs).toMatchObject({ good: "Join.good", bad: "Join.bad" });
    expect(transforms.Good?.inputs).toEqual({ input: "Join.good" });
    expect(Object.keys(pcollections)).toContain("external_Join_pc_unused");
    expect(service.requests[0]?.outputCoderRequests).toEqual({});
  });

  it("brings the files that its workers need, each fetched once", async () => {
    vi.stubEnv("XDG_CACHE_HOME", await mkdtemp(path.join(tmpdir(), "purlin-cache-")));
    const text = "a jar";
    const dependencies = [
      { typeUrn: "beam:artifact:type:deferred:v1", roleUrn: "test:role:v1", rolePayload: new Uint8Array([7]) },
    ];
    const environment = { urn: "test:env:v1", dependencies };
    const service = await serve((request) => composite(request, { ...strings, environment }), text);
    const proto = await between(service.address, stringUtf8Coder).toProto();
    const [file] = componentsOf(proto).environments["external_Theirs-External_env"]?.dependencies ?? [];
    expect(file).toMatchObject({ typeUrn: urns.artifactTypes.file, roleUrn: "test:role:v1" });
    const payload = fromBinary(ArtifactFilePayloadSchema, file?.typePayload ?? new Uint8Array());
    expect(await readFile(payload.path, "utf8")).toBe(text);

    const named = { typeUrn: urns.artifactTypes.file, typePayload: toBinary(ArtifactFilePayloadSchema, payload) };
    const other = await serve((request) =>
      composite(request, { ...strings, environment: { urn: "test:env:v1", dependencies: [named] } }),
    );
    await between(other.address, stringUtf8Coder).toProto();
    expect([service.fetched(), other.fetched()]).toEqual([1, 0]);
  });
});

describe("the errors of an expansion", () => {
  const java =
    "java.lang.UnsupportedOperationException: Unknown urn: test:it:v1\n\tat org.example.Service.expand(S.java)";
  const python = "Traceback (most recent call last):\n  File \"x.py\", line 1, in expand\nKeyError: 'test:it:v1'\n";
  const failed =
    'Traceback (most recent call last):\n  File "x.py", line 1, in expand\nValueError: no such topic\n  in the cluster\n';
  const refuse = (error: string) => () => create(ExpansionResponseSchema, { error });

  it.each([
    {
      name: "an unknown URN, of Java",
      answer: refuse(java),
      message: /knows no transform "test:it:v1", which "Theirs\//,
    },
    { name: "an unknown URN, of Python", answer: refuse(python), message: /knows no transform "test:it:v1"/ },
    {
      name: "an expansion that fails",
      answer: refuse(failed),
      message: /could not expand ".*": ValueError: no such topic/,
    },
    {
      name: "an answer without a transform",
      answer: () => create(ExpansionResponseSchema),
      message: /answered with no transform/,
    },
    {
      name: "another coder",
      answer: (request: ExpansionRequest) => composite(request, { outputs: { None: urns.coders.double } }),
      message: /has another coder than the program says[^]*string_utf8[^]*double/,
    },
    {
      name: "an output that is not there",
      answer: (request: ExpansionRequest) => composite(request, { outputs: {} }),
      message: /has no output "output", as the program says[^]*outputs +none/,
    },
    {
      name: "an unbounded output",
      answer: (request: ExpansionRequest) => composite(request, { ...strings, isBounded: IsBounded_Enum.UNBOUNDED }),
      message: /is unbounded[^]*isBounded: false/,
    },
    {
      name: "an id that the pipeline has",
      answer: (request: ExpansionRequest) => {
        const response = composite(request, strings);
        const parts = response.components?.transforms ?? {};
        const [part] = Object.values(parts);
        if (part !== undefined) parts.After = part;
        if (response.transform !== undefined) response.transform.subtransforms = ["After"];
        return response;
      },
      message: /calls a transform "After", which the pipeline has already/,
    },
    {
      name: "an input given back",
      answer: (request: ExpansionRequest) => {
        const response = composite(request, strings);
        if (response.transform !== undefined) response.transform.outputs = { None: "Create-Elements.output" };
        return response;
      },
      message: /gives back one of its inputs/,
    },
  ])("say what is wrong: $name", async ({ answer, message }) => {
    const service = await serve(answer);
    const error: unknown = await between(service.address, stringUtf8Coder)
      .toProto()
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ name: "ExpansionError", code: "PURLIN_EXPANSION" });
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain(service.address);
  });

  it("keep the whole answer of the service as their cause", async () => {
    const service = await serve(refuse(failed));
    await expect(between(service.address, stringUtf8Coder).toProto()).rejects.toMatchObject({
      cause: { message: failed.trim() },
    });
  });

  it("name the address where nothing listens", async () => {
    const service = await serve((request) => composite(request, strings));
    service.close();
    const message = `No expansion service answers at ${service.address}, and "Theirs/External" needs it.`;
    await expect(between(service.address, stringUtf8Coder).toProto()).rejects.toThrow(message);
  });

  it("tell another kind of server", async () => {
    const server = makeServer();
    addService(server, JobService, { run: () => ({ jobId: "job" }) });
    const address = await server.listen();
    const message = `What answers at ${address} is not an expansion service`;
    await expect(between(address, stringUtf8Coder).toProto()).rejects.toThrow(message);
    server.close();
  });

  it("refuse a coder that only Purlin knows before they ask", async () => {
    const service = await serve((request) => composite(request, strings));
    const p = Pipeline.create();
    const { address: expansionService } = service;
    p.create(["a"]).apply("Theirs", external({ urn: "test:it:v1", expansionService, output: stringUtf8Coder }));
    await expect(p.toProto()).rejects.toThrow(/only Purlin knows the coder of its input "input"[^]*withSchema/);
    await expect(between(expansionService, valueCoder).toProto()).rejects.toThrow(/the coder of its output "output"/);
    expect(service.requests).toEqual([]);
  });

  it("refuse other windows than those of the input", async () => {
    const service = await serve((request) => composite(request, strings));
    const p = Pipeline.create();
    p.create(["a"])
      .withCoder(stringUtf8Coder)
      .window(fixedWindows(seconds(1)))
      .apply("Theirs", external({ urn: "test:it:v1", expansionService: service.address, output: stringUtf8Coder }));
    await expect(p.toProto()).rejects.toThrow(/changes the windows of its elements/);
  });

  it("refuse an address that is none where the step is made", () => {
    const options = { urn: "test:it:v1", expansionService: "http://here", output: stringUtf8Coder };
    expect(() => external(options)).toThrow('the host and port of an expansion service, such as "localhost:8097"');
  });
});
