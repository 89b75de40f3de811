import type { ProcessBundleDescriptor } from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";

/** The descriptors that bundles refer to: those that were registered, the others from the runner, each once. */
export class Descriptors {
  readonly #fetch: (id: string) => Promise<ProcessBundleDescriptor>;
  readonly #known = new Map<string, Promise<ProcessBundleDescriptor>>();

  constructor(fetch: (id: string) => Promise<ProcessBundleDescriptor>) {
    this.#fetch = fetch;
  }

  /** Keeps a descriptor that has come without being asked for. */
  register(descriptor: ProcessBundleDescriptor): void {
    this.#known.set(descriptor.id, Promise.resolve(descriptor));
  }

  /** Returns the descriptor of that id. */
  get(id: string): Promise<ProcessBundleDescriptor> {
    let descriptor = this.#known.get(id);
    if (descriptor === undefined) {
      descriptor = this.#fetch(id);
      this.#known.set(id, descriptor);
      // The next bundle asks again.
      descriptor.catch(() => this.#known.delete(id));
    }
    return descriptor;
  }
}
