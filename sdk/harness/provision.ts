import type { JsonObject } from "@bufbuild/protobuf";
import {
  ProvisionService,
  type ProvisionInfo,
} from "../model/gen/org/apache/beam/model/fn_execution/v1/beam_provision_api_pb.ts";
import { makeClient } from "./rpc/client.ts";

/** How long a runner may take to answer a worker that starts. */
const timeoutMillis = 30_000;

/** What a runner tells a worker when it starts. */
export interface Provision {
  /** The options of the job, by URN (`beam:option:parallelism:v1`) or name. */
  readonly pipelineOptions: JsonObject;
  /** What the runner can do, as URNs. */
  readonly runnerCapabilities: ReadonlySet<string>;
  /** Where services are, the rest of the info. */
  readonly info: ProvisionInfo | undefined;
}

/** What holds for a worker whose runner has no provision service. */
export const noProvision: Provision = Object.freeze({
  pipelineOptions: {},
  runnerCapabilities: new Set<string>(),
  info: undefined,
});

/**
 * Asks a runner for what a worker needs to know.
 *
 * @throws RpcError when it doesn't answer
 */
export async function fetchProvision(address: string, workerId: string): Promise<Provision> {
  const client = makeClient(ProvisionService, address, { metadata: { worker_id: workerId } });
  try {
    const { info } = await client.getProvisionInfo({}, { timeoutMillis });
    return {
      pipelineOptions: info?.pipelineOptions ?? {},
      runnerCapabilities: new Set(info?.runnerCapabilities),
      info,
    };
  } finally {
    client.close();
  }
}
