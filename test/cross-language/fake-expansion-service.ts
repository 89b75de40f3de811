import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { addService, makeServer } from "../../sdk/harness/rpc/server.ts";
import { ArtifactRetrievalService } from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_artifact_api_pb.ts";
import {
  ExpansionResponseSchema,
  ExpansionService,
  type ExpansionRequest,
  type ExpansionResponse,
} from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_expansion_api_pb.ts";
import {
  ComponentsSchema,
  type EnvironmentSchema,
  IsBounded_Enum,
  PTransformSchema,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../sdk/model/urns.ts";

/** A service that runs, and what it was asked. */
export interface FakeExpansionService {
  readonly address: string;
  readonly requests: ExpansionRequest[];
  /** How many files it has handed out. */
  readonly fetched: () => number;
  close(): void;
}

/** Starts an expansion service that answers by a function, and hands out one file, whatever it is asked for. */
export async function startFakeExpansionService(
  answer: (request: ExpansionRequest) => ExpansionResponse,
  file = "a file",
): Promise<FakeExpansionService> {
  const server = makeServer();
  const requests: ExpansionRequest[] = [];
  let fetched = 0;
  addService(server, ExpansionService, {
    expand(request) {
      requests.push(request);
      return answer(request);
    },
  });
  addService(server, ArtifactRetrievalService, {
    resolveArtifacts: ({ artifacts }) => ({ replacements: artifacts }),
    async *getArtifact() {
      fetched += 1;
      const bytes = Buffer.from(file);
      yield { data: bytes.subarray(0, 2) };
      yield { data: bytes.subarray(2) };
    },
  });
  const address = await server.listen();
  return { address, requests, fetched: () => fetched, close: () => server.close() };
}

/** What differs between expansions of {@link composite}. */
export interface CompositeParts {
  /** The outputs' coders by their tags, each a standard coder without components. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly environment?: MessageInitShape<typeof EnvironmentSchema>;
  readonly isBounded?: IsBounded_Enum;
  readonly requirements?: string[];
}

/** Expands what is asked for into a composite of one ParDo, as other SDKs do: under ids of the namespace. */
export function composite(request: ExpansionRequest, parts: CompositeParts): ExpansionResponse {
  const { namespace, transform } = request;
  const id = (name: string): string => `${namespace}_${name}`;
  const windowing = { windowFn: { urn: urns.windowFns.globalWindows }, windowCoderId: id("window") };
  const tags = Object.keys(parts.outputs);
  const outputs = Object.fromEntries(tags.map((tag) => [tag, id(`pc_${tag}`)]));
  const spec = { urn: urns.primitives.parDo };
  const step = create(PTransformSchema, {
    uniqueName: `${transform?.uniqueName ?? ""}/Step`,
    spec,
    inputs: transform?.inputs ?? {},
    outputs,
    environmentId: id("env"),
  });
  const components = create(ComponentsSchema, {
    coders: Object.fromEntries([
      ...tags.map((tag) => [id(`coder_${tag}`), { spec: { urn: parts.outputs[tag] ?? "" } }] as const),
      [id("window"), { spec: { urn: urns.coders.globalWindow } }],
    ]),
    windowingStrategies: { [id("windowing")]: windowing },
    environments: { [id("env")]: parts.environment ?? { urn: "test:environment:v1" } },
    pcollections: Object.fromEntries(
      tags.map((tag) => [
        id(`pc_${tag}`),
        {
          uniqueName: id(tag),
          coderId: id(`coder_${tag}`),
          windowingStrategyId: id("windowing"),
          isBounded: parts.isBounded ?? IsBounded_Enum.BOUNDED,
        },
      ]),
    ),
    transforms: { [id("step")]: step },
  });
  return create(ExpansionResponseSchema, {
    // A service gives back what it was told, too.
    components: {
      ...components,
      coders: { ...request.components?.coders, ...components.coders },
      pcollections: { ...request.components?.pcollections, ...components.pcollections },
    },
    transform: {
      uniqueName: transform?.uniqueName ?? "",
      inputs: transform?.inputs ?? {},
      subtransforms: [id("step")],
      outputs,
      annotations: { theirs: new Uint8Array([1]) },
    },
    requirements: parts.requirements ?? [],
  });
}
