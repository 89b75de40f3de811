import type { Storage, StorageOptions } from "@google-cloud/storage";
import { loadOptionalPackage } from "../../../sdk/index.ts";
import { Crc32c } from "./crc32c.ts";

/** The clients by the endpoint that they speak to: a process has one, tests have one for each server. */
const clients = new Map<string, Promise<Storage>>();

/** With this many, quotas have half a minute to recover before a request fails. */
const MAX_RETRIES = 4;

/**
 * Returns this process's client of Cloud Storage. It signs in with Application Default Credentials; where
 * `STORAGE_EMULATOR_HOST` names another server, it asks that one, and signs in nowhere.
 *
 * @throws MissingPackageError when `@google-cloud/storage` is not installed
 */
export function loadGcsClient(): Promise<Storage> {
  const { STORAGE_EMULATOR_HOST: endpoint = "" } = process.env;
  let client = clients.get(endpoint);
  if (client === undefined) {
    client = newClient(endpoint);
    clients.set(endpoint, client);
  }
  return client;
}

async function newClient(endpoint: string): Promise<Storage> {
  const { Storage, IdempotencyStrategy } = await loadOptionalPackage({
    name: "@google-cloud/storage",
    purpose: "reads and writes gs:// URLs",
    load: () => import("@google-cloud/storage"),
  });
  const options: StorageOptions = {
    userAgent: "purlin",
    crc32cGenerator: () => new Crc32c(),
    // All that is done here can be done twice: what is deleted is named with its generation, or deleted for good, and a
    // copy or an upload that is repeated replaces itself.
    retryOptions: { autoRetry: true, maxRetries: MAX_RETRIES, idempotencyStrategy: IdempotencyStrategy.RetryAlways },
  };
  if (endpoint === "") return new Storage(options);
  // Of the variable the client itself takes no address without a scheme, and no other place for the API than the root.
  const apiEndpoint = (/^https?:\/\//i.test(endpoint) ? endpoint : `http://${endpoint}`).replace(/\/+$/, "");
  const client = new Storage({ ...options, apiEndpoint });
  client.baseUrl = new URL(apiEndpoint).pathname === "/" ? `${apiEndpoint}/storage/v1` : apiEndpoint;
  return client;
}
