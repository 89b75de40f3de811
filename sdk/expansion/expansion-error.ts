import { RpcError } from "../harness/rpc/rpc-error.ts";
import { PurlinError, type ErrorParts } from "../values/purlin-error.ts";

/** Which step was to be expanded, and by whom. */
export interface ExpansionPlace {
  /** The step's full name. */
  readonly step: string;
  readonly urn: string;
  /** The address of the expansion service. */
  readonly service: string;
}

/** Thrown when another SDK's transform can't become a part of a pipeline. */
export class ExpansionError extends PurlinError {
  constructor({ step, urn, service }: ExpansionPlace, parts: ErrorParts) {
    super("ExpansionError", "PURLIN_EXPANSION", {
      ...parts,
      facts: { step, transform: urn, "expansion service": service, ...parts.facts },
    });
  }
}

/** Returns the error for a call that has failed. */
export function unanswered(place: ExpansionPlace, cause: unknown): ExpansionError {
  if (cause instanceof RpcError && cause.isUnavailable) {
    return new ExpansionError(place, {
      summary: `No expansion service answers at ${place.service}, and "${place.step}" needs it.`,
      facts: { "the answer": cause.details },
      remedies: ["check the address, and that the service runs"],
      cause,
    });
  }
  if (cause instanceof RpcError && cause.isUnimplemented) {
    return new ExpansionError(place, {
      summary: `What answers at ${place.service} is not an expansion service, and "${place.step}" needs one.`,
      facts: { "the answer": cause.details },
      remedies: ["write the address of the service, not that of a job server or a pool of workers"],
      cause,
    });
  }
  return new ExpansionError(place, {
    summary: `The expansion service at ${place.service} did not expand "${place.step}".`,
    facts: { "the answer": cause instanceof RpcError ? cause.details : String(cause) },
    cause,
  });
}

/**
 * Returns the error for an expansion that the service has refused.
 *
 * @param answer - what it has said: the other SDK's exception, with its stack
 */
export function refused(place: ExpansionPlace, answer: string): ExpansionError {
  const reason = reasonOf(answer);
  const isUnknown = reason.includes(place.urn) && /KeyError|[Uu]nknown (?:transform )?urn/i.test(reason);
  return new ExpansionError(place, {
    summary: isUnknown
      ? `The expansion service at ${place.service} knows no transform "${place.urn}", which "${place.step}" is.`
      : `The expansion service at ${place.service} could not expand "${place.step}": ${reason}`,
    remedies: isUnknown ? ["check the URN", "start the service with the module or jar that registers it"] : [],
    cause: new Error(answer.trim()),
  });
}

/** The line of an exception that says what was wrong: Python's last, Java's first. */
function reasonOf(answer: string): string {
  const lines = answer.split("\n").filter((line) => line.trim() !== "");
  const line = answer.startsWith("Traceback") ? lines.findLast((text) => /^\S/.test(text)) : lines[0];
  return (line ?? "it gives no reason").trim();
}
