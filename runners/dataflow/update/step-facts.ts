import {
  TimeDomain_Enum,
  type Components,
  type ParDoPayload,
  type PTransform,
  type StateSpec,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { CoderReader } from "../../../sdk/translate/coders.ts";
import { componentOf } from "../../../sdk/translate/invalid-pipeline-error.ts";
import { sideInputsOf } from "../../../sdk/translate/side-inputs.ts";
import { readWindowing, windowFnFromProto } from "../../../sdk/translate/windowing.ts";
import type { Aspect } from "./aspects.ts";
import { CoderShapes, shortly, shortUrn, type CoderShape } from "./coder-shape.ts";
import { parDoPayload, pubsubReadPayload, windowIntoPayload } from "./payloads.ts";
import type { Leaf } from "./find-leaves.ts";
import type { Keeping, StepFact } from "./step.ts";
import { windowFnText, windowingFacts } from "./windowing-facts.ts";

/** What the service keeps for a step, and what an update compares of it. */
export interface StepParts {
  readonly keeps: Keeping[];
  readonly facts: Map<string, StepFact>;
  /** The inputs that it reads as side inputs. */
  readonly sideTags: ReadonlySet<string>;
}

type Facts = [label: string, fact: StepFact][];

/** Steps for which nothing is kept, whatever they are made of. */
const keepNothing: ReadonlySet<string> = new Set([
  urns.primitives.flatten,
  urns.primitives.assignWindows,
  urns.primitives.mapWindows,
  urns.primitives.toString,
  urns.composites.pubsubWrite,
  urns.composites.pubsubWriteV2,
  ...Object.values(urns.combineComponents),
]);

/** Finds the facts of the steps of a pipeline. */
export class StepFacts {
  readonly #components: Components;
  /** The steps that make collections, by the collections' ids. */
  readonly #producers: ReadonlyMap<string, PTransform>;
  readonly #shapes: CoderShapes;
  readonly #coders: CoderReader;
  readonly #byUrn: ReadonlyMap<string, (leaf: Leaf) => StepParts>;

  constructor(components: Components, leaves: readonly Leaf[]) {
    this.#components = components;
    this.#producers = new Map(
      leaves.flatMap(({ transform }) => Object.values(transform.outputs).map((id) => [id, transform])),
    );
    this.#shapes = new CoderShapes(components);
    this.#coders = new CoderReader(components.coders);
    const redistributed = (leaf: Leaf): StepParts => this.#redistributed(leaf);
    this.#byUrn = new Map([
      [urns.primitives.groupByKey, (leaf) => this.#grouped(leaf)],
      [urns.composites.reshuffle, redistributed],
      [urns.composites.redistributeByKey, redistributed],
      [urns.composites.redistributeArbitrarily, redistributed],
      [urns.primitives.parDo, (leaf) => this.#parDo(leaf.transform)],
      [urns.composites.pubsubRead, ({ transform }) => pubsubRead(transform)],
      [urns.primitives.impulse, () => keeping("that it has fired", "risky")],
      [urns.deprecatedPrimitives.read, () => keeping("how far it has read")],
      [urns.primitives.testStream, () => keeping("how far it has come")],
    ]);
  }

  of(leaf: Leaf): StepParts {
    const { urn, payload } = leaf.transform.spec ?? { urn: "", payload: new Uint8Array() };
    if (keepNothing.has(urn)) return { keeps: [], facts: new Map(), sideTags: new Set() };
    const known = this.#byUrn.get(urn);
    if (known !== undefined) return known(leaf);
    return keeping("what only the runner knows", "risky", [["payload", { aspect: "payload", text: shortly(payload) }]]);
  }

  #grouped({ transform, accumulatorCoderId }: Leaf): StepParts {
    const facts = this.#elements(mainInput(transform));
    if (accumulatorCoderId !== undefined) facts.push(this.#coder("accumulator coder", accumulatorCoderId));
    return keeping("the elements that it groups", "refused", facts);
  }

  #redistributed({ transform }: Leaf): StepParts {
    return keeping("the elements on their way through it", "refused", this.#elements(mainInput(transform)));
  }

  #parDo(transform: PTransform): StepParts {
    const payload = parDoPayload(transform);
    const { restrictionCoderId, stateSpecs, timerFamilySpecs, requiresTimeSortedInput, sideInputs } = payload;
    const keeps: Keeping[] = [];
    const facts: Facts = [];
    const isStateful = Object.keys(stateSpecs).length > 0 || Object.keys(timerFamilySpecs).length > 0;
    if (isStateful) keeps.push(keep("its state and timers"));
    if (restrictionCoderId !== "") keeps.push(keep("how far it has read"));
    if (requiresTimeSortedInput) keeps.push(keep("the elements that it sorts"));
    if (keeps.length > 0) {
      facts.push(...this.#elements(mainInput(transform, sideInputs)), ...this.#cells(payload));
      facts.push(["order of elements", { aspect: "order", text: requiresTimeSortedInput ? "by time" : "any" }]);
    }
    if (restrictionCoderId !== "") facts.push(this.#coder("restriction coder", restrictionCoderId, "restriction"));
    if (Object.keys(sideInputs).length > 0) keeps.push({ ...keep("the side inputs that it reads"), cutsStages: false });
    facts.push(...this.#sideInputs(transform, payload));
    return { keeps, facts: new Map(facts), sideTags: new Set(Object.keys(sideInputs)) };
  }

  #cells({ stateSpecs, timerFamilySpecs }: ParDoPayload): Facts {
    const cells = Object.entries(stateSpecs).map(([name, spec]): [string, StepFact] => [
      `state "${name}"`,
      { aspect: "state", text: this.#cellText(spec) },
    ]);
    const timers = Object.entries(timerFamilySpecs).map(([name, spec]): [string, StepFact] => {
      const domain = spec.timeDomain === TimeDomain_Enum.EVENT_TIME ? "event time" : "processing time";
      return [
        `timer "${name}"`,
        { aspect: "timer", text: `${domain}, ${this.#shapes.of(spec.timerFamilyCoderId).text}` },
      ];
    });
    return [...cells, ...timers];
  }

  #cellText({ spec }: StateSpec): string {
    const coder = (id: string): string => this.#shapes.of(id).text;
    switch (spec.case) {
      case "readModifyWriteSpec":
        return `value of ${coder(spec.value.coderId)}`;
      case "bagSpec":
        return `bag of ${coder(spec.value.elementCoderId)}`;
      case "setSpec":
        return `set of ${coder(spec.value.elementCoderId)}`;
      case "orderedListSpec":
        return `ordered list of ${coder(spec.value.elementCoderId)}`;
      case "combiningSpec":
        return `accumulator of ${coder(spec.value.accumulatorCoderId)}`;
      case "mapSpec":
        return `map of ${coder(spec.value.keyCoderId)} to ${coder(spec.value.valueCoderId)}`;
      case "multimapSpec":
        return `multimap of ${coder(spec.value.keyCoderId)} to ${coder(spec.value.valueCoderId)}`;
      case undefined:
        return "a kind that this SDK doesn't know";
    }
  }

  #sideInputs({ inputs }: PTransform, { sideInputs }: ParDoPayload): Facts {
    return Object.entries(sideInputs).flatMap(([tag, { accessPattern }]): Facts => {
      const id = inputs[tag] ?? "";
      const { coderId } = componentOf(this.#components.pcollections, id, "collection");
      const access = shortUrn(accessPattern?.urn ?? "");
      const source = this.#producers.get(id)?.uniqueName;
      const coder = this.#shapes.of(coderId);
      return [
        [`side input "${tag}"`, { aspect: "sideInput", text: `${access} of ${coder.text}` }],
        [`windows of side input "${tag}"`, { aspect: "sideInputWindows", text: this.#windowsOf(id) }],
        ...(source === undefined ? [] : [sourceFact(tag, source)]),
      ];
    });
  }

  /** Returns the facts of elements that are kept: how they are encoded, and how they are windowed. */
  #elements(collectionId: string): Facts {
    const { coderId, windowingStrategyId } = componentOf(this.#components.pcollections, collectionId, "collection");
    const strategy = componentOf(this.#components.windowingStrategies, windowingStrategyId, "windowing strategy");
    const coder = this.#shapes.of(coderId);
    const [key, value] = coder.components;
    const coders: Facts =
      coder.urn === urns.coders.kv && key !== undefined && value !== undefined
        ? [coderFact("key coder", key), coderFact("value coder", value)]
        : [coderFact("element coder", coder)];
    return [
      ...coders,
      ...windowingFacts(strategy, this.#shapes.of(strategy.windowCoderId), this.#coders),
      ["windows", { aspect: "windowing", text: this.#windowsOf(collectionId) }],
    ];
  }

  /**
   * Returns the windows of a collection as a text: as they were assigned. What its strategy says of them is no more than
   * what the service needs to group by them, once a runner has prepared the pipeline: see holdWindows.
   */
  #windowsOf(collectionId: string): string {
    const seen = new Set<string>();
    let id = collectionId;
    while (!seen.has(id)) {
      seen.add(id);
      const transform = this.#producers.get(id);
      if (transform?.spec?.urn === urns.primitives.assignWindows) {
        return windowFnText(windowFnFromProto(windowIntoPayload(transform).windowFn));
      }
      const above = transform === undefined ? undefined : mainInput(transform, sideInputsOf(transform));
      if (above === undefined || above === "") break;
      id = above;
    }
    const { windowingStrategyId } = componentOf(this.#components.pcollections, collectionId, "collection");
    const strategy = componentOf(this.#components.windowingStrategies, windowingStrategyId, "windowing strategy");
    return windowFnText(readWindowing(strategy, this.#coders, undefined).windowFn);
  }

  #coder(label: string, id: string, aspect: Aspect = "coder"): [string, StepFact] {
    return coderFact(label, this.#shapes.of(id), aspect);
  }
}

function coderFact(label: string, coder: CoderShape, aspect: Aspect = "coder"): [string, StepFact] {
  return [label, { aspect, text: coder.text, coder }];
}

function sourceFact(tag: string, source: string): [string, StepFact] {
  return [`source of side input "${tag}"`, { aspect: "sideInputSource", text: source, steps: [source] }];
}

function keep(what: string, whenMissing: Keeping["whenMissing"] = "refused"): Keeping {
  return { what, whenMissing, cutsStages: true };
}

function keeping(what: string, whenMissing: Keeping["whenMissing"] = "refused", facts: Facts = []): StepParts {
  return { keeps: [keep(what, whenMissing)], facts: new Map(facts), sideTags: new Set() };
}

/** Returns the collection whose elements a step takes. */
function mainInput({ inputs }: PTransform, sideInputs: Readonly<Record<string, unknown>> = {}): string {
  return Object.entries(inputs).find(([tag]) => !Object.hasOwn(sideInputs, tag))?.[1] ?? "";
}

function pubsubRead(transform: PTransform): StepParts {
  const { topic, subscription, idAttribute, timestampAttribute, withAttributes } = pubsubReadPayload(transform);
  const facts = {
    "read from": subscription === "" ? topic : subscription,
    "id attribute": idAttribute,
    "timestamp attribute": timestampAttribute,
    elements: withAttributes ? "messages with attributes" : "the data of messages",
  };
  return keeping(
    "what it has read and not acknowledged",
    "refused",
    Object.entries(facts).map(([label, text]) => [label, { aspect: "source", text: text === "" ? "none" : text }]),
  );
}
