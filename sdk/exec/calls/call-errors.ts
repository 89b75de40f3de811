import type { Duration } from "../../values/duration.ts";
import { PurlinError } from "../../values/purlin-error.ts";

/** Thrown for an element whose call has taken longer than the step's `timeout`. */
export class CallTimeoutError extends PurlinError {
  constructor({ millis }: Duration) {
    super("CallTimeoutError", "PURLIN_TIMEOUT", {
      summary: `It was not done within ${describe(millis)}.`,
      remedies: [
        "allow it more time:  timeout: seconds(...)",
        "call it again:  retry: { attempts: 3, backoff: seconds(1) }",
      ],
    });
  }
}

function describe(millis: number): string {
  return millis < 1000 ? `${String(millis)} ms` : `${String(millis / 1000)} s`;
}
