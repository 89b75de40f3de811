import { create, equals, toBinary } from "@bufbuild/protobuf";
import type { Coder } from "../coders/coder.ts";
import type { ResourceHints } from "../graph/step-settings.ts";
import type { FunctionTable } from "../fn/function-table.ts";
import {
  CoderSchema,
  EnvironmentSchema,
  WindowingStrategySchema,
  type Coder as CoderProto,
  type Components,
  type Environment,
  type WindowingStrategy as WindowingStrategyProto,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { WindowingStrategy } from "../windowing/windowing-strategy.ts";
import { CoderReader, coderSpec } from "./coders.ts";
import { hintsToProto } from "./resource-hints.ts";
import { KeptTable } from "./kept-table.ts";
import { PURLIN_ENVIRONMENT_ID } from "./purlin-urns.ts";
import { UniqueIds } from "./unique-ids.ts";
import { readWindowing, windowCoderOf, windowingToProto } from "./windowing.ts";

/** Lists the coders, windowing strategies and environments that the transforms and collections of a pipeline refer to. */
export class ComponentWriter {
  readonly functions: FunctionTable;
  /** Reads the coders that the table began with. */
  readonly keptCoders: CoderReader;
  readonly environments: Record<string, Environment>;
  readonly #environment: Environment;
  readonly #coders: KeptTable<CoderProto>;
  readonly #coderIds: UniqueIds;
  readonly #coderMeanings = new Map<Coder<unknown>, string>();
  readonly #windowings: KeptTable<WindowingStrategyProto>;
  readonly #windowingIds: UniqueIds;
  readonly #windowingMeanings = new Map<WindowingStrategy, string>();

  /** @param environment - where the program's own functions run */
  constructor(kept: Components, functions: FunctionTable, environment: Environment) {
    this.functions = functions;
    // Without functions: what is opaque means the same as the function that it stands for, and may be another program's.
    this.keptCoders = new CoderReader(kept.coders);
    this.environments = { ...kept.environments };
    this.#environment = environment;
    this.#coders = new KeptTable(kept.coders);
    this.#coderIds = new UniqueIds(Object.keys(kept.coders));
    for (const id of Object.keys(kept.coders)) this.#coders.declare(id, this.#coderMeaning(this.keptCoders.coder(id)));
    this.#windowings = new KeptTable(kept.windowingStrategies);
    this.#windowingIds = new UniqueIds(Object.keys(kept.windowingStrategies));
    for (const [id, proto] of Object.entries(kept.windowingStrategies)) {
      this.#windowings.declare(id, this.#windowingMeaning(readWindowing(proto, this.keptCoders, undefined)));
    }
  }

  get coders(): Record<string, CoderProto> {
    return this.#coders.components;
  }

  get windowingStrategies(): Record<string, WindowingStrategyProto> {
    return this.#windowings.components;
  }

  /** Returns the id of the environment of the program's own functions, on machines as these hints ask for. */
  environmentId(hints: ResourceHints = {}): string {
    const resourceHints = hintsToProto(hints);
    const wanted = create(EnvironmentSchema, { ...this.#environment, resourceHints });
    for (let number = 0; ; number++) {
      const isPlain = Object.keys(resourceHints).length === 0;
      const id = isPlain ? PURLIN_ENVIRONMENT_ID : `${PURLIN_ENVIRONMENT_ID}/${String(number)}`;
      const known = (this.environments[id] ??= wanted);
      if (isPlain || equals(EnvironmentSchema, known, wanted)) return id;
    }
  }

  /** Returns the id of a coder: `preferred`, where that is an equal one. */
  coderId(coder: Coder<unknown>, preferred?: string): string {
    const meaning = this.#coderMeaning(coder);
    const found = this.#coders.find(meaning, preferred);
    if (found !== undefined) return found;
    const { urn, payload, components } = coderSpec(coder, this.functions);
    const componentCoderIds = components.map((component) => this.coderId(component));
    const id = this.#coderIds.next(coder.kind);
    this.#coders.add(id, create(CoderSchema, { spec: { urn, payload }, componentCoderIds }), meaning);
    return id;
  }

  /** Returns the id of a windowing strategy: `preferred`, where that is an equal one. */
  windowingId(strategy: WindowingStrategy, preferred?: string): string {
    const meaning = this.#windowingMeaning(strategy);
    const found = this.#windowings.find(meaning, preferred);
    if (found !== undefined) return found;
    const id = this.#windowingIds.next(strategy.windowFn.kind);
    const windowCoderId = this.coderId(windowCoderOf(strategy.windowFn));
    const context = { functions: this.functions, windowCoderId, environmentId: this.environmentId() };
    this.#windowings.add(id, windowingToProto(strategy, context), meaning);
    return id;
  }

  #coderMeaning(coder: Coder<unknown>): string {
    let meaning = this.#coderMeanings.get(coder);
    if (meaning === undefined) {
      const { urn, payload, components } = coderSpec(coder, this.functions);
      const parts = components.map((component) => this.#coderMeaning(component));
      meaning = `${JSON.stringify(urn)}:${Buffer.from(payload).toString("base64")}(${parts.join()})`;
      this.#coderMeanings.set(coder, meaning);
    }
    return meaning;
  }

  #windowingMeaning(strategy: WindowingStrategy): string {
    let meaning = this.#windowingMeanings.get(strategy);
    if (meaning === undefined) {
      const windowCoderId = this.#coderMeaning(windowCoderOf(strategy.windowFn));
      // Where it runs follows from the WindowFn, and is no part of what it means.
      const proto = windowingToProto(strategy, { functions: this.functions, windowCoderId, environmentId: "" });
      meaning = Buffer.from(toBinary(WindowingStrategySchema, proto)).toString("base64");
      this.#windowingMeanings.set(strategy, meaning);
    }
    return meaning;
  }
}
