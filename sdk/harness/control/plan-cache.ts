import { handled, within } from "../../exec/maybe-promise.ts";
import type { ProcessBundleDescriptor } from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import type { StagePlan } from "./stage-plan.ts";

/** How long the calls of user functions that are under way when a bundle fails may take before their steps are ended. */
const settleMillis = 250;
/** How long the teardowns of a worker that ends may take. */
const teardownMillis = 500;

/**
 * The plans of a worker. A plan runs one bundle at a time and is used again after it: its DoFns are set up once. Bundles
 * of one descriptor that run at the same time have a plan each.
 */
export class PlanCache {
  readonly #build: (descriptor: ProcessBundleDescriptor) => StagePlan;
  readonly #idle = new Map<string, StagePlan[]>();
  readonly #busy = new Set<StagePlan>();
  readonly #ending = new Set<Promise<void>>();

  constructor(build: (descriptor: ProcessBundleDescriptor) => StagePlan) {
    this.#build = build;
  }

  /** How many plans wait for a bundle. */
  get idleCount(): number {
    return [...this.#idle.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** Returns a plan for one bundle, to be given back. */
  acquire(descriptor: ProcessBundleDescriptor): StagePlan {
    const plan = this.#idle.get(descriptor.id)?.pop() ?? this.#build(descriptor);
    this.#busy.add(plan);
    return plan;
  }

  /** Takes a plan back whose bundle has ended well. */
  release(plan: StagePlan): void {
    if (!this.#busy.delete(plan)) return;
    const idle = this.#idle.get(plan.descriptor.id) ?? [];
    this.#idle.set(plan.descriptor.id, idle);
    idle.push(plan);
  }

  /** Takes a plan back whose bundle has failed: it runs no other one, and its steps are ended. */
  discard(plan: StagePlan, reason: unknown): void {
    if (!this.#busy.delete(plan)) return;
    plan.abort.abort(reason);
    this.#end(plan, true);
  }

  /** Ends all plans, and the bundles that run. */
  async end(reason: Error): Promise<void> {
    for (const plan of this.#busy) this.discard(plan, reason);
    for (const plans of this.#idle.values()) for (const plan of plans) this.#end(plan, false);
    this.#idle.clear();
    await within(settleMillis + teardownMillis, Promise.all(this.#ending));
  }

  #end({ plan }: StagePlan, hasFailed: boolean): void {
    // What a failed job's teardown throws, or that it hangs, is not what failed.
    const ending = within(settleMillis, plan.settled())
      .then(() => within(teardownMillis, handled(plan.teardown(hasFailed))))
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}
