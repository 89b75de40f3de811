import { status } from "@grpc/grpc-js";
import { PurlinError } from "../../values/purlin-error.ts";

/** Which call has failed. */
export interface RpcPlace {
  /** The service and method: `"BeamFnControl.Control"`. */
  readonly method: string;
  /** The peer's address, where it is known. */
  readonly address?: string;
}

// A peer may answer with any number, so ours are compared as such.
const unavailable: number = status.UNAVAILABLE;
const cancelled: number = status.CANCELLED;
const unimplemented: number = status.UNIMPLEMENTED;

const remedyOf: ReadonlyMap<number, string> = new Map([
  [status.UNAVAILABLE, "check that a server runs at this address and that nothing between blocks it"],
  [status.UNIMPLEMENTED, "check the address: another kind of server, or another version, listens there"],
]);

/** Thrown when a remote call fails: by the peer's answer, or because there is none. */
export class RpcError extends PurlinError {
  /** The gRPC status, such as 14 for a peer that can't be reached. */
  readonly status: number;
  /** What the peer, or the transport, has said. */
  readonly details: string;
  /** The service and method that was called, where that is known: `"JobService.Run"`. */
  readonly method: string | undefined;

  constructor(statusCode: number, details: string, place?: RpcPlace, cause?: unknown) {
    const what = place === undefined ? "A remote call" : `The call ${place.method}`;
    const remedy = remedyOf.get(statusCode);
    super("RpcError", "PURLIN_RPC", {
      summary: `${what} failed: ${details === "" ? statusName(statusCode) : details}`,
      facts: {
        status: `${statusName(statusCode)} (${String(statusCode)})`,
        ...(place?.address === undefined ? {} : { address: place.address }),
      },
      ...(remedy === undefined ? {} : { remedies: [remedy] }),
      cause,
    });
    this.status = statusCode;
    this.details = details;
    this.method = place?.method;
  }

  /** Whether the peer has no such method: it is another kind of server, or another version. */
  get isUnimplemented(): boolean {
    return this.status === unimplemented;
  }

  /** Says whether the peer was gone, or could not be reached at all. */
  get isUnavailable(): boolean {
    return this.status === unavailable;
  }

  /** Says whether one side has ended the call before it was done. */
  get isCancelled(): boolean {
    return this.status === cancelled;
  }
}

function statusName(code: number): string {
  return status[code] ?? "UNKNOWN";
}

/** Makes an {@link RpcError} of what gRPC has thrown; one that is one already stays as it is. */
export function asRpcError(error: unknown, place: RpcPlace): RpcError {
  if (error instanceof RpcError) return error;
  const { code, details } = error as { code?: unknown; details?: unknown };
  const text = typeof details === "string" ? details : error instanceof Error ? error.message : String(error);
  return new RpcError(typeof code === "number" ? code : status.UNKNOWN, text, place, error);
}
