import { FunctionContext } from "../element-context.ts";
import type { ElementMetadata } from "../registers.ts";
import type { PlanParts, UnitParts } from "../unit.ts";

/** One call of a step's function for one element. */
export class Attempt {
  readonly metadata: ElementMetadata;
  /** True when the call has taken too long: what it emits from then on is dropped. */
  isAbandoned = false;
  readonly #plan: Pick<PlanParts, "signal">;
  #controller: AbortController | undefined;
  #aborted: { readonly reason: unknown } | undefined;

  constructor(metadata: ElementMetadata, plan: Pick<PlanParts, "signal">) {
    this.metadata = metadata;
    this.#plan = plan;
  }

  /** Aborted when the job ends, or the call has taken too long. It is made when it is asked for: most functions don't. */
  get signal(): AbortSignal {
    const { signal } = this.#plan;
    const controller = (this.#controller ??= new AbortController());
    if (this.#aborted !== undefined) controller.abort(this.#aborted.reason);
    else if (signal.aborted) controller.abort(signal.reason);
    return controller.signal;
  }

  /** Tells the function that nobody waits for it any more. */
  abort(reason: unknown): void {
    this.#aborted ??= { reason };
    this.#controller?.abort(reason);
  }
}

/** The context of a plain function for one attempt. */
export class AttemptContext extends FunctionContext {
  readonly #attempt: Attempt;

  constructor(attempt: Attempt, parts: UnitParts) {
    super(attempt.metadata, parts);
    this.#attempt = attempt;
  }

  override get signal(): AbortSignal {
    return this.#attempt.signal;
  }
}
