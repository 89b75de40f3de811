import type { Pipeline } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";

/**
 * Returns what gives the full name of a transform's step: the ids of what rewrites have put in begin with that of the
 * user's transform.
 *
 * @param pipeline - as the user has made it, or as it was submitted
 */
export function stepNames({ components }: Pipeline): (transformId: string) => string {
  const nameOf = (id: string): string | undefined => components?.transforms[id]?.uniqueName;
  return (id) => nameOf(id.split("/")[0] ?? "") ?? nameOf(id) ?? id;
}
