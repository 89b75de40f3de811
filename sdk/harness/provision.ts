import {
  ProvisionService,
  type ProvisionInfo,
} from "../model/gen/org/apache/beam/model/fn_execution/v1/beam_provision_api_pb.ts";
import { makeClient } from "./rpc/client.ts";

/** How long a runner may take to answer a worker that starts. */
const timeoutMillis = 30_000;

/** What a runner tells a worker when it starts. */
export interface Provision {
  /** What the runner can do, as URNs. */
  readonly runnerCapabilities: ReadonlySet<string>;
  /**
   * Where services are, the rest of the info. Its `pipelineOptions` have another shape with each kind of runner, and are
   * of no use here: a program of Purlin's gets the options of its submission with its own files.
   */
  readonly info: ProvisionInfo | undefined;
}

/**
 * Asks a runner for what a worker needs to know.
 *
 * @throws RpcError when it doesn't answer
 */
export async function fetchProvision(address: string, workerId: string): Promise<Provision> {
  const client = makeClient(ProvisionService, address, { metadata: { worker_id: workerId } });
  try {
    const { info } = await client.getProvisionInfo({}, { timeoutMillis });
    return { runnerCapabilities: new Set(info?.runnerCapabilities), info };
  } finally {
    client.close();
  }
}
