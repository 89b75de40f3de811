import type { OutgoingPubSubMessage } from "./message.ts";
import { PubSubMessageError } from "./pubsub-errors.ts";

// Source: the quotas of Pub/Sub, which Beam's Python SDK checks likewise.
const maxMessageBytes = 10_000_000;
const maxAttributes = 100;
/** How many bytes the name of an attribute may have. */
export const maxKeyBytes = 256;
const maxValueBytes = 1024;
const maxOrderingKeyBytes = 1024;

/**
 * Checks that Pub/Sub will take a message: otherwise the runner would try to publish it again for ever.
 *
 * @throws PubSubMessageError when it won't
 */
export function checkMessage({ data, attributes = {}, orderingKey = "" }: OutgoingPubSubMessage): void {
  if (!(data instanceof Uint8Array)) {
    throw refused("has data that is not bytes", "encode it:  { data: Buffer.from(JSON.stringify(value)) }");
  }
  const entries = Object.entries(attributes);
  if (data.length === 0 && entries.length === 0) {
    throw refused("has neither data nor attributes", "give it one of them, or filter it out");
  }
  if (entries.length > maxAttributes) {
    throw refused(
      `has ${String(entries.length)} attributes; ${String(maxAttributes)} are the most`,
      "put them into data",
    );
  }
  for (const [key, value] of entries) checkAttribute(key, value);
  if (Buffer.byteLength(orderingKey) > maxOrderingKeyBytes) {
    throw refused(`has an ordering key of more than ${String(maxOrderingKeyBytes)} bytes`, "use a hash of it");
  }
}

/**
 * Checks the size of a message that was encoded.
 *
 * @throws PubSubMessageError when it is larger than Pub/Sub takes
 */
export function checkSize(encoded: Uint8Array): Uint8Array {
  if (encoded.length <= maxMessageBytes) return encoded;
  throw refused(
    `has ${String(encoded.length)} bytes; ${String(maxMessageBytes)} are the most`,
    "write what is so large to Cloud Storage, and publish where it lies",
  );
}

function checkAttribute(key: string, value: unknown): void {
  const name = JSON.stringify(key.slice(0, 40));
  if (typeof value !== "string") throw refused(`has an attribute ${name} that is not a string`, "write it as text");
  if (key === "" || Buffer.byteLength(key) > maxKeyBytes) {
    throw refused(`has an attribute ${name}, whose name has not 1 to ${String(maxKeyBytes)} bytes`, "rename it");
  }
  if (Buffer.byteLength(value) > maxValueBytes) {
    throw refused(`has an attribute ${name} of more than ${String(maxValueBytes)} bytes`, "put it into data");
  }
}

function refused(problem: string, remedy: string): PubSubMessageError {
  return new PubSubMessageError(`A message ${problem}`, undefined, [remedy]);
}
