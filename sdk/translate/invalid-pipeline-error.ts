import { PurlinError } from "../values/purlin-error.ts";

/** Thrown when a pipeline's proto contradicts itself, so that no graph can be read from it. */
export class InvalidPipelineError extends PurlinError {
  constructor(summary: string, facts: Readonly<Record<string, string>> = {}, cause?: unknown) {
    super("InvalidPipelineError", "PURLIN_INVALID_PIPELINE", {
      summary,
      facts,
      remedies: ["give the proto as the SDK made it: it was cut, or something has edited it"],
      cause,
    });
  }
}

/**
 * Returns the component of a pipeline that an id means.
 *
 * @param kind - what it is, for the message: `"coder"`
 * @throws InvalidPipelineError when there is none
 */
export function componentOf<T>(
  components: Readonly<Record<string, T>> | ReadonlyMap<string, T>,
  id: string,
  kind: string,
): T {
  const found = isMap(components) ? components.get(id) : Object.hasOwn(components, id) ? components[id] : undefined;
  if (found === undefined) {
    throw new InvalidPipelineError(`The pipeline refers to the ${kind} ${JSON.stringify(id)}, which it doesn't have.`);
  }
  return found;
}

function isMap<T>(
  components: Readonly<Record<string, T>> | ReadonlyMap<string, T>,
): components is ReadonlyMap<string, T> {
  return components instanceof Map;
}
