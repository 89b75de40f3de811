import type { Coder } from "../coders/coder.ts";
import { MetricsContainer } from "../metrics/metrics-container.ts";
import type { FunctionTable } from "../fn/function-table.ts";
import type { ProcessBundleDescriptor } from "../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import type { PTransform } from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { runnerTransformUrns } from "../model/fn-api-urns.ts";
import { urns } from "../model/urns.ts";
import { coderFromProto } from "../translate/coders.ts";
import { elementInputs } from "../translate/side-inputs.ts";
import { windowingFromProto } from "../translate/windowing.ts";
import type { CallSite } from "../values/call-site.ts";
import type { WindowingStrategy } from "../windowing/windowing-strategy.ts";
import { both, type MaybePromise } from "./maybe-promise.ts";
import { Plan, type PlanSource, type PlanUnit } from "./plan.ts";
import { Registers } from "./registers.ts";
import { BundleFailure, StepFailures } from "./step-failures.ts";
import { StrictMode, type Receivers, type StrictCollection } from "./strict/strict-mode.ts";
import type { ElementCount, PlanParts, Receiver, TallyOf, Unit, UnitFactory, UnitParts } from "./unit.ts";
import { assignWindowsUnit } from "./units/assign-windows-unit.ts";
import {
  combineGroupedValuesUnit,
  convertToAccumulatorsUnit,
  extractOutputsUnit,
  mergeAccumulatorsUnit,
} from "./units/combine-groups-units.ts";
import { flattenUnit } from "./units/flatten-unit.ts";
import { mergeWindowsUnit } from "./units/merge-windows-unit.ts";
import { parDoUnit } from "./units/par-do-unit.ts";
import { precombineUnit } from "./units/precombine-unit.ts";
import { sinkUnit } from "./units/sink-unit.ts";
import { userStepOf } from "./user-step.ts";

const { primitives, combineComponents } = urns;

/** What runs the transforms of each URN. */
const factories: ReadonlyMap<string, UnitFactory> = new Map([
  [primitives.parDo, parDoUnit],
  [primitives.assignWindows, assignWindowsUnit],
  [primitives.flatten, flattenUnit],
  [primitives.mergeWindows, mergeWindowsUnit],
  [combineComponents.combinePerKeyPrecombine, precombineUnit],
  [combineComponents.combinePerKeyMergeAccumulators, mergeAccumulatorsUnit],
  [combineComponents.combinePerKeyExtractOutputs, extractOutputsUnit],
  [combineComponents.combinePerKeyConvertToAccumulators, convertToAccumulatorsUnit],
  [combineComponents.combineGroupedValues, combineGroupedValuesUnit],
  [runnerTransformUrns.dataSink, sinkUnit],
]);

const makeAccumulators: ReadonlySet<string> = new Set([
  combineComponents.combinePerKeyConvertToAccumulators,
  combineComponents.combinePerKeyPrecombine,
  combineComponents.combinePerKeyMergeAccumulators,
]);
const takeAccumulators: ReadonlySet<string> = new Set([
  combineComponents.combinePerKeyMergeAccumulators,
  combineComponents.combinePerKeyExtractOutputs,
]);

/** What a plan is built from. */
export interface PlanOptions {
  readonly functions: FunctionTable;
  /** Ends the plan's bundles when it is aborted. */
  readonly signal: AbortSignal;
  /** Whether to look between all steps for what goes well in one process alone. */
  readonly strict?: boolean;
  /** Stands for the job in this process, whose plans count some things together; this plan alone when left out. */
  readonly job?: object;
  /** Counts steps for their error budgets, when other threads run parts of the job; each job by itself when left out. */
  readonly tallyOf?: TallyOf;
  /** Where the user's program made each step, by its full name: for messages. */
  readonly callSites?: ReadonlyMap<string, CallSite>;
}

/** Says whether the kernel can run transforms of a URN. */
export function canRun(urn: string): boolean {
  return factories.has(urn);
}

/**
 * Builds the units of a descriptor's transforms and joins them.
 *
 * @throws Error when it holds a transform that the kernel doesn't know
 */
export function buildPlan(descriptor: ProcessBundleDescriptor, options: PlanOptions): Plan {
  return new PlanBuilder(descriptor, options).build();
}

class PlanBuilder {
  readonly #descriptor: ProcessBundleDescriptor;
  readonly #options: PlanOptions;
  readonly #registers = new Registers();
  readonly #failure = new BundleFailure();
  readonly #parts: PlanParts;
  readonly #consumers = new Map<string, string[]>();
  // How many inputs each transform takes elements from.
  readonly #inputCounts = new Map<string, number>();
  readonly #receivers = new Map<string, Receivers>();
  // How many elements each collection had.
  readonly #counts = new Map<string, ElementCount>();
  readonly #building = new Map<string, PlanUnit>();
  // In the order in which they were built: each unit after all that it pushes to.
  readonly #units: PlanUnit[] = [];

  constructor(descriptor: ProcessBundleDescriptor, options: PlanOptions) {
    this.#descriptor = descriptor;
    this.#options = options;
    this.#parts = planParts(descriptor, options);
    for (const [id, transform] of Object.entries(descriptor.transforms)) {
      const inputs = elementInputs(transform);
      this.#inputCounts.set(id, Object.keys(inputs).length);
      // A flatten may take the same collection more than once, and its elements then come as often.
      for (const collection of Object.values(inputs)) {
        const consumers = this.#consumers.get(collection);
        if (consumers === undefined) this.#consumers.set(collection, [id]);
        else consumers.push(id);
      }
    }
  }

  build(): Plan {
    const sources: PlanSource[] = [];
    const { strict } = this.#parts;
    for (const [transformId, transform] of Object.entries(this.#descriptor.transforms)) {
      if (transform.spec?.urn !== runnerTransformUrns.dataSource) continue;
      const received = { elements: 0 };
      const [output] = this.#outputsOf(transform, this.#failuresOf(transform)).values();
      if (output !== undefined)
        sources.push({ transformId, step: transform.uniqueName, receive: output.receive, received });
    }
    return new Plan({
      id: this.#descriptor.id,
      sources,
      // Each before all that it pushes to, so that a bundle can be finished from the top.
      units: this.#units.reverse(),
      registers: this.#registers,
      failure: this.#failure,
      signal: this.#options.signal,
      lanes: this.#parts.lanes,
      counts: this.#counts,
      ...(strict && {
        endBundle: () => {
          strict.watch.endBundle();
        },
      }),
    });
  }

  #failuresOf(transform: PTransform): StepFailures {
    const step = this.#stepOf(transform);
    return new StepFailures(step, this.#options.callSites?.get(step), this.#failure);
  }

  /**
   * The step that is told of. A runner's sink has a name of the runner's own, as have steps that it has put in: what can't
   * be encoded there is a failure of the user's step that has made it.
   */
  #stepOf(transform: PTransform): string {
    const { callSites } = this.#options;
    const own = userStepOf(transform);
    if (transform.spec?.urn !== runnerTransformUrns.dataSink || callSites === undefined) return own;
    let maker: PTransform | undefined = transform;
    while (maker !== undefined && !callSites.has(userStepOf(maker))) maker = this.#makerOf(maker);
    return maker === undefined ? own : userStepOf(maker);
  }

  /** The transform that makes what another one takes, if it is in this stage. */
  #makerOf({ inputs }: PTransform): PTransform | undefined {
    const [collection] = Object.values(inputs);
    return Object.values(this.#descriptor.transforms).find(({ outputs }) =>
      Object.values(outputs).some((output) => output === collection),
    );
  }

  #outputsOf(transform: PTransform, failures: StepFailures): Map<string, Receivers> {
    return new Map(
      Object.entries(transform.outputs).map(([tag, id]) => {
        const receivers = this.#receiverOf(id);
        return [
          tag,
          this.#parts.strict?.between(this.#strictCollection(id, transform, failures), receivers) ?? receivers,
        ];
      }),
    );
  }

  #strictCollection(id: string, { spec }: PTransform, failures: StepFailures): StrictCollection {
    const consumers = this.#consumers.get(id) ?? [];
    const hasAccumulators =
      makeAccumulators.has(spec?.urn ?? "") ||
      consumers.some((consumer) => takeAccumulators.has(this.#descriptor.transforms[consumer]?.spec?.urn ?? ""));
    const coderId = this.#descriptor.pcollections[id]?.coderId ?? "";
    return {
      coder: this.#parts.coder(coderId),
      hasAccumulators,
      isInput: spec?.urn === runnerTransformUrns.dataSource,
      failures,
    };
  }

  /** What takes the elements of a collection: its consumer, all of its consumers, or nothing. */
  #receiverOf(collection: string): Receivers {
    const known = this.#receivers.get(collection);
    if (known !== undefined) return known;
    const ids = this.#consumers.get(collection) ?? [];
    const units = ids.map((id) => this.#unit(id));
    // What a unit of one input receives is what the collection has: that need not be counted twice.
    const [single] = units.filter((_, i) => this.#inputCounts.get(ids[i] ?? "") === 1);
    const count = single?.received ?? { elements: 0 };
    const taken = units.map(({ unit }) => unit);
    const receiver = joined(single === undefined ? [counting(count), ...taken] : taken);
    this.#counts.set(collection, count);
    this.#receivers.set(collection, receiver);
    return receiver;
  }

  #unit(transformId: string): PlanUnit {
    const built = this.#building.get(transformId);
    if (built !== undefined) return built;
    const transform = this.#descriptor.transforms[transformId];
    const urn = transform?.spec?.urn ?? "";
    const factory = factories.get(urn);
    if (transform === undefined || factory === undefined) {
      throw new Error(`The kernel has no unit for transform "${transform?.uniqueName ?? transformId}" (${urn}).`);
    }
    const failures = this.#failuresOf(transform);
    const step = userStepOf(transform);
    const received: ElementCount = { elements: 0 };
    const metrics = new MetricsContainer();
    const outputs = this.#outputsOf(transform, failures);
    const parts: UnitParts = {
      transformId,
      transform,
      outputs: new Map([...outputs].map(([tag, { receive }]) => [tag, receive])),
      pushPair: [...outputs.values()][0]?.receivePair ?? noOutput,
      received,
      registers: this.#registers,
      metrics,
      failures,
      plan: this.#parts,
    };
    const planUnit: PlanUnit = {
      transformId,
      step,
      unit: factory(parts),
      received,
      emitted: Object.values(transform.outputs).map((id) => this.#counts.get(id) ?? received),
      metrics,
      isUserStep: urn !== runnerTransformUrns.dataSink,
    };
    this.#building.set(transformId, planUnit);
    this.#units.push(planUnit);
    return planUnit;
  }
}

/** Takes elements for nothing but to count them. */
function counting(count: ElementCount): Pick<Unit, "receive"> {
  return {
    receive: () => {
      count.elements++;
      return undefined;
    },
  };
}

function noOutput(): never {
  throw new Error("A transform without outputs has pushed an element.");
}

function joined([first, ...others]: readonly Pick<Unit, "receive" | "receivePair">[]): Receivers {
  if (first === undefined) throw new Error("A collection is taken by its counter, if by nothing else.");
  const receive: Receiver =
    others.length === 0
      ? first.receive
      : (value) => {
          let work: MaybePromise = first.receive(value);
          for (const other of others) work = both(work, other.receive(value));
          return work;
        };
  const receivePair = others.length === 0 ? first.receivePair : undefined;
  return { receive, receivePair: receivePair ?? ((key, value) => receive([key, value])) };
}

function planParts(
  descriptor: ProcessBundleDescriptor,
  { functions, signal, job = {}, tallyOf, strict = false }: PlanOptions,
): PlanParts {
  const coders = new Map<string, Coder<unknown>>();
  const windowings = new Map<string, WindowingStrategy>();
  return {
    descriptor,
    functions,
    signal,
    job,
    ...(tallyOf !== undefined && { tallyOf }),
    lanes: [],
    ...(strict && { strict: new StrictMode() }),
    coder: (id) => remember(coders, id, () => coderFromProto(descriptor.coders, id, functions)),
    windowing: (id) => remember(windowings, id, () => windowingFromProto(descriptor, id, functions)),
  };
}

function remember<T>(known: Map<string, T>, id: string, make: () => T): T {
  const found = known.get(id) ?? make();
  known.set(id, found);
  return found;
}
