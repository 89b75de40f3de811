/**
 * A table of components in the making, in which each is listed once.
 *
 * A table may begin with components that were read from a proto. They stay as they came, under their ids, and are used
 * again for whatever means the same; what else is in their messages is thereby kept.
 */
export class KeptTable<Message> {
  /** The components by id, in the order in which they were added. */
  readonly components: Record<string, Message>;
  readonly #idByMeaning = new Map<string, string>();
  readonly #meaningById = new Map<string, string>();

  /** @param kept - the components to begin with */
  constructor(kept: Readonly<Record<string, Message>>) {
    this.components = { ...kept };
  }

  /** Says what a component of the table means: a text that is equal for components that may stand for each other. */
  declare(id: string, meaning: string): void {
    this.#meaningById.set(id, meaning);
    if (!this.#idByMeaning.has(meaning)) this.#idByMeaning.set(meaning, id);
  }

  /** Returns the id of a component with that meaning: `preferred`, where it has it; undefined when there is none. */
  find(meaning: string, preferred?: string): string | undefined {
    if (preferred !== undefined && this.#meaningById.get(preferred) === meaning) return preferred;
    return this.#idByMeaning.get(meaning);
  }

  /** Adds a component under a new id. */
  add(id: string, message: Message, meaning: string): void {
    this.components[id] = message;
    this.declare(id, meaning);
  }
}
