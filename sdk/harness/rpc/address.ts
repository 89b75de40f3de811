import type { ApiServiceDescriptor } from "../../model/gen/org/apache/beam/model/pipeline/v1/endpoints_pb.ts";

/**
 * Returns the address of a service that a runner has named.
 *
 * @param service - which one it is, for messages
 * @throws Error when there is none, or it asks for credentials
 */
export function addressOf(descriptor: ApiServiceDescriptor | undefined, service: string): string {
  if (descriptor === undefined || descriptor.url === "") {
    throw new Error(`The runner has named no address of its ${service} service.`);
  }
  const { url, authentication } = descriptor;
  if (authentication !== undefined) {
    throw new Error(
      `The runner's ${service} service at ${url} asks for credentials (${authentication.urn}), and this worker has none to give.`,
    );
  }
  return url;
}
