import { fromBinary } from "@bufbuild/protobuf";
import type { Coder } from "../../coders/coder.ts";
import { bindCombineFn, hasLifeCycle, syncAccumulator } from "../../dofn/bind-combine-fn.ts";
import type { CombineFn } from "../../dofn/combine-fn.ts";
import { CombinePayloadSchema } from "../../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { functionIdOf } from "../../translate/function-spec.ts";
import type { WindowingStrategy } from "../../windowing/windowing-strategy.ts";
import { isThenable, type MaybePromise } from "../maybe-promise.ts";
import { guardCombineFn } from "../strict/guard-functions.ts";
import { StepGuard } from "../strict/step-guard.ts";
import type { UnitParts } from "../unit.ts";

type ErasedCombineFn = CombineFn<unknown, unknown, unknown>;

/**
 * The CombineFn of one unit with its life cycle. A unit that it serves hands `setup` and `teardown` on, and calls the
 * functions by `fn`.
 */
export class CombineStep {
  /** The functions; those of a CombineFn that is set up have their context only after `setup`. */
  fn: ErasedCombineFn;
  readonly #parts: UnitParts;
  readonly #declared: ErasedCombineFn;
  readonly #guarded: (fn: ErasedCombineFn) => ErasedCombineFn = (fn) => fn;
  #resources: unknown;
  #wasSetUp = false;
  #isOver = false;

  constructor(parts: UnitParts) {
    const { combineFn, accumulatorCoderId } = fromBinary(
      CombinePayloadSchema,
      parts.transform.spec?.payload ?? new Uint8Array(),
    );
    // The graph's types have checked what reaches this step.
    this.#declared = parts.plan.functions.get("combine", functionIdOf(combineFn)) as ErasedCombineFn;
    this.#parts = parts;
    const { strict } = parts.plan;
    if (strict !== undefined) {
      const guard = new StepGuard(strict.watch, parts.failures);
      this.#guarded = (fn) => guardCombineFn(fn, guard, parts.plan.coder(accumulatorCoderId));
    }
    this.fn = this.#guarded(this.#declared);
    if (!hasLifeCycle(this.#declared)) this.#checkAccumulator();
  }

  /** Sets the CombineFn up, if it has anything to be set up, and tells what to call from then on. */
  setup(onReady: (fn: ErasedCombineFn) => void = () => undefined): MaybePromise {
    if (!hasLifeCycle(this.#declared)) return undefined;
    const { failures } = this.#parts;
    return failures.guard("setup", () => {
      const kept = (resources: unknown): unknown => {
        // The job has ended while it was set up: what it has opened is closed all the same.
        if (this.#isOver) return this.#declared.teardown?.(resources);
        this.#resources = resources;
        this.#wasSetUp = true;
        this.fn = this.#guarded(bindCombineFn(this.#declared, { resources, side: {} }));
        this.#checkAccumulator();
        onReady(this.fn);
        return undefined;
      };
      const resources = this.#declared.setup?.();
      return isThenable(resources) ? Promise.resolve(resources).then(kept) : kept(resources);
    });
  }

  teardown(): MaybePromise {
    this.#isOver = true;
    if (!this.#wasSetUp) return undefined;
    this.#wasSetUp = false;
    return this.#parts.failures.guard("teardown", () => {
      const returned = this.#declared.teardown?.(this.#resources);
      return isThenable(returned) ? Promise.resolve(returned) : undefined;
    });
  }

  #checkAccumulator(): void {
    try {
      syncAccumulator(this.fn.createAccumulator());
    } catch (cause) {
      throw this.#parts.failures.of("createAccumulator", cause);
    }
  }
}

/** Returns what groups the elements of a step's input: the coder of their keys, and their windowing. */
export function groupingOf({ transform, plan }: UnitParts): {
  readonly keyCoder: Coder<unknown>;
  readonly windowing: WindowingStrategy;
} {
  const [id = ""] = Object.values(transform.inputs);
  const collection = plan.descriptor.pcollections[id];
  if (collection === undefined) throw new Error(`There is no collection ${id}.`);
  const [keyCoder] = plan.coder(collection.coderId).components;
  if (keyCoder === undefined) throw new Error(`The coder of ${collection.uniqueName} is not one of pairs.`);
  return { keyCoder, windowing: plan.windowing(collection.windowingStrategyId) };
}
