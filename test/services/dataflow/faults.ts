/** The methods of the API that the double has. */
export type ApiMethod = "create" | "get" | "list" | "update" | "messages" | "metrics";

/** What goes wrong with requests to come. */
export interface Fault {
  readonly method: ApiMethod;
  /** The status of the answer; none where the connection is cut. */
  readonly status?: number;
  /** How many requests it befalls; 1 when left out. */
  readonly times?: number;
  /** The body of the answer; Google's form of an error when left out. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Cuts the connection instead of an answer: `"before"` the request has done anything, or `"after"` it. */
  readonly cut?: "before" | "after";
}

/** The faults that wait for a request, first come, first served. */
export class Faults {
  readonly #waiting: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  take(method: ApiMethod): Fault | undefined {
    const at = this.#waiting.findIndex(({ fault }) => fault.method === method);
    const found = this.#waiting[at];
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#waiting.splice(at, 1);
    return found.fault;
  }

  /** The number of faults that no request has met yet. */
  get left(): number {
    return this.#waiting.reduce((sum, { left }) => sum + left, 0);
  }
}
