import { maxKeyBytes } from "./check-message.ts";
import { PubSubNameError } from "./pubsub-errors.ts";

/** What Pub/Sub has names for. */
export type Resource = "topic" | "subscription";

const collections = { topic: "topics", subscription: "subscriptions" } as const;
const others = { topic: "subscription", subscription: "topic" } as const;

const fullName = /^projects\/([^/]+)\/(topics|subscriptions)\/([^/]+)$/;
const project = /^([a-z][-a-z0-9.]*:)?[a-z][-a-z0-9]{4,28}[a-z0-9]$/;
const id = /^(?!goog)[a-zA-Z][-a-zA-Z0-9._~%+]{2,254}$/;

/**
 * Checks the full name of a topic or subscription.
 *
 * @throws PubSubNameError when it is none
 */
export function checkName(resource: Resource, name: unknown): string {
  const form = `projects/PROJECT/${collections[resource]}/${resource.toUpperCase()}`;
  const wrong = (problem: string, remedy: string): PubSubNameError =>
    new PubSubNameError(`${JSON.stringify(name)} is not the name of a ${resource} of Pub/Sub: ${problem}.`, [remedy]);
  if (typeof name !== "string") throw wrong("it is not a string", `write  ${form}`);
  const [, projectId = "", collection, ownName = ""] = fullName.exec(name) ?? [];
  if (collection === undefined) throw wrong("it has not the form of one", `write  ${form}`);
  if (collection !== collections[resource]) {
    const other = others[resource];
    throw wrong(`it names a ${other}`, `name it as one:  { ${other}: ${JSON.stringify(name)} }`);
  }
  if (!project.test(projectId)) {
    throw wrong(
      `${JSON.stringify(projectId)} can't be the id of a project`,
      "use the project's id, not its name or number: 6 to 30 lower-case letters, digits and hyphens",
    );
  }
  if (!id.test(ownName)) {
    throw wrong(
      `${JSON.stringify(ownName)} can't be the id of a ${resource}`,
      'use 3 to 255 letters, digits and -._~%+, beginning with a letter and not with "goog"',
    );
  }
  return name;
}

/**
 * Checks the name of an attribute that an option gives.
 *
 * @throws PubSubNameError when no attribute can have it
 */
export function checkAttributeName(option: string, name: string | undefined): string | undefined {
  if (name === undefined || (typeof name === "string" && name !== "" && Buffer.byteLength(name) <= maxKeyBytes)) {
    return name;
  }
  throw new PubSubNameError(`${option} names an attribute by ${JSON.stringify(name)}.`, [
    `use a name of 1 to ${String(maxKeyBytes)} bytes, or leave ${option} out`,
  ]);
}
