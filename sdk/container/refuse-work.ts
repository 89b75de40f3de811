import { makeClient } from "../harness/rpc/client.ts";
import { BeamFnControl } from "../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";

/** How long a runner may take to hear of a worker that can't begin. */
const timeoutMillis = 20_000;

/**
 * Answers the first instruction of a runner by an error, in the place of a worker that can't begin. Runners show that
 * error to the user; of a worker that only ends, many tell no more than an exit code, and Prism waits for it for ever.
 */
export async function refuseWork(workerId: string, controlEndpoint: string, message: string): Promise<void> {
  const client = makeClient(BeamFnControl, controlEndpoint, { metadata: { worker_id: workerId } });
  const control = client.control({ signal: AbortSignal.timeout(timeoutMillis) });
  try {
    for await (const { instructionId, request } of control) {
      control.send({ instructionId, error: message });
      if (request.case !== "processBundle") continue;
      await control.finish();
      break;
    }
  } catch {
    // A runner that is gone, or asks for nothing, has no use for the reason.
  } finally {
    control.end();
    client.close();
  }
}
