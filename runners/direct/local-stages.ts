import { buildPlan } from "../../sdk/exec/build-plan.ts";
import type { ElementSource } from "../../sdk/exec/bundle-context.ts";
import type { Plan } from "../../sdk/exec/plan.ts";
import type { FunctionTable } from "../../sdk/fn/function-table.ts";
import { MetricsContainer } from "../../sdk/metrics/metrics-container.ts";
import type { CallSite } from "../../sdk/values/call-site.ts";
import type { PendingInput } from "./engine/pending-input.ts";
import type { Bundle } from "./engine/stage-spec.ts";
import { LocalContext } from "./local-context.ts";
import type { PlannedStage } from "./planner/plan-pipeline.ts";
import type { SideStores } from "./sides/side-stores.ts";
import type { BundleResult, StageRunner, StepMetrics } from "./stage-runner.ts";

/** What stages of this thread are run with. */
export interface LocalStagesParts {
  readonly stages: readonly PlannedStage[];
  readonly functions: FunctionTable;
  readonly callSites: ReadonlyMap<string, CallSite>;
  readonly sides: SideStores;
  /** Aborts what bundles wait for. */
  readonly abort: AbortController;
  readonly strict: boolean;
}

interface LocalStage extends PlannedStage {
  readonly plan: Plan;
}

/** Runs stages in this thread, with nothing between them but JavaScript values. */
export class LocalStages implements StageRunner<ElementSource> {
  readonly #stages: ReadonlyMap<string, LocalStage>;
  readonly #sides: SideStores;

  constructor({ stages, functions, callSites, sides, abort, strict }: LocalStagesParts) {
    const options = { functions, callSites, signal: abort.signal, job: abort, strict };
    this.#stages = new Map(
      stages.map((stage) => [stage.spec.id, { ...stage, plan: buildPlan(stage.descriptor, options) }]),
    );
    this.#sides = sides;
  }

  async runBundle(bundle: Bundle, newInput: (stageId: string) => PendingInput): Promise<BundleResult<ElementSource>> {
    const stage = this.#stages.get(bundle.stageId);
    if (stage === undefined) throw new Error(`There is no stage ${bundle.stageId}.`);
    const context = new LocalContext(bundle, stage, { newInput, sides: this.#sides });
    await stage.plan.processBundle(context);
    return { outputs: context.outputs, metrics: takeMetrics(stage.plan) };
  }

  uncommittedMetrics(): StepMetrics[] {
    return this.#plans().flatMap(({ units }) => units);
  }

  elementsIn(stageId: string): number {
    return this.#stages.get(stageId)?.plan.elementsIn ?? 0;
  }

  stepElements(): ReadonlyMap<string, number> {
    return new Map(this.#plans().flatMap(elementsOfSteps));
  }

  waitingSteps(): string[] {
    return this.#plans().flatMap(({ waitingStep }) => waitingStep ?? []);
  }

  settled(): Promise<unknown> {
    return Promise.all(this.#plans().map((plan) => plan.settled()));
  }

  teardown(hasJobFailed: boolean): Promise<void> {
    return tearDown(this.#plans(), hasJobFailed);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #plans(): Plan[] {
    return [...this.#stages.values()].map(({ plan }) => plan);
  }
}

/** Takes over what the steps of a plan have reported since it was asked last. */
export function takeMetrics({ units }: Plan): StepMetrics[] {
  return units.flatMap(({ step, metrics }) => {
    if (metrics.isEmpty) return [];
    const taken = new MetricsContainer();
    taken.merge(metrics);
    metrics.reset();
    return [{ step, metrics: taken }];
  });
}

/** How many elements each step of a plan has put out. Of a step that runs in several parts, the last part's count holds. */
export function elementsOfSteps({ units }: Plan): [step: string, elements: number][] {
  return units
    .filter(({ isUserStep }) => isUserStep)
    .map(({ step, emitted }) => [step, emitted.reduce((sum, { elements }) => sum + elements, 0)]);
}

/** Ends plans, all of them also when one fails; throws the first error. */
export async function tearDown(plans: readonly Plan[], hasJobFailed: boolean): Promise<void> {
  const ended = await Promise.allSettled(plans.map((plan) => plan.teardown(hasJobFailed)));
  const failed = ended.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
