import type { CoderDeclaration } from "./coder-declaration.ts";
import type { StepSettings } from "./step-settings.ts";
import type { SideInputKind } from "../dofn/side-inputs.ts";
import type { Schema } from "../schema/schema.ts";
import type { CallSite } from "../values/call-site.ts";
import type { WindowFn } from "../windowing/window-fn.ts";
import type { WindowingStrategy } from "../windowing/windowing-strategy.ts";

/** A PCollection of the graph. */
export interface CollectionNode {
  /** Unique in its graph. */
  readonly id: string;
  /** How its coder is found, when the graph is translated. */
  readonly coder: CoderDeclaration;
  readonly windowing: WindowingStrategy;
  readonly isBounded: boolean;
  /** The message that it was read from, which holds what this graph has no place for. */
  readonly origin?: Uint8Array;
}

/** What a transform does. Leaves are run by a runner; a composite is what it is made of. */
export type TransformSpec =
  | { readonly kind: "impulse" }
  | ParDoSpec
  | { readonly kind: "groupByKey" }
  | { readonly kind: "flatten" }
  | { readonly kind: "combinePerKey"; readonly functionId: string; readonly accumulator: CoderDeclaration }
  | { readonly kind: "combineGroupedValues"; readonly functionId: string; readonly accumulator: CoderDeclaration }
  | { readonly kind: "assignWindows"; readonly windowFn: WindowFn }
  | { readonly kind: "reshuffle" }
  | { readonly kind: "redistributeByKey"; readonly allowDuplicates: boolean }
  | { readonly kind: "redistributeArbitrarily"; readonly allowDuplicates: boolean }
  | { readonly kind: "composite" }
  | ExternalSpec
  | RunnerSpec
  | OpaqueSpec;

/** A transform that calls a function for each element of its main input. */
export interface ParDoSpec {
  readonly kind: "parDo";
  readonly functionId: string;
  /** How its side inputs are read, each by the tag of the input; none when left out. */
  readonly sideInputs?: ReadonlyMap<string, SideInputUse>;
}

/** How a step reads one of its inputs as a side input. */
export interface SideInputUse {
  /** What a worker asks the runner for: all elements of a window, or those of one key. */
  readonly access: "iterable" | "multimap";
  /** Under which the function table holds its view. */
  readonly functionId: string;
  /** What it is read as; unknown for a graph that was read from a proto. */
  readonly kind?: SideInputKind;
}

/** Says whether a transform's input must be pairs, whose keys it compares. */
export function isKeyed({ kind }: TransformSpec): boolean {
  return kind === "groupByKey" || kind === "combinePerKey" || kind === "redistributeByKey";
}

/** A transform that another SDK implements: its expansion service says, at translation, what it is made of. */
export interface ExternalSpec {
  readonly kind: "external";
  /** What the service knows it by. */
  readonly urn: string;
  readonly payload: ExternalPayload;
  /** The `host:port` of the service. */
  readonly expansionService: string;
}

/** What an expansion service is told beside a URN: bytes, or a configuration that is an encoded row. */
export type ExternalPayload =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "configuration"; readonly schema: Schema; readonly row: Uint8Array }
  | {
      readonly kind: "schemaTransform";
      readonly identifier: string;
      readonly schema: Schema;
      readonly row: Uint8Array;
    };

/** A leaf that the runner itself runs, by its URN: no worker has a function for it. */
export interface RunnerSpec {
  readonly kind: "runnerTransform";
  readonly urn: string;
  readonly payload: Uint8Array;
}

/** A transform that this SDK doesn't know: another SDK's, kept as the bytes that came. */
export interface OpaqueSpec {
  readonly kind: "opaque";
  readonly urn: string;
  readonly payload: Uint8Array;
  readonly environmentId: string;
}

/** A transform of the graph. */
export interface TransformNode {
  /** Unique in its graph. */
  readonly id: string;
  /** The full name, unique in its graph: the names of its composites and its own, joined by `/`. */
  readonly uniqueName: string;
  readonly spec: TransformSpec;
  /** Inputs by tag. */
  readonly inputs: ReadonlyMap<string, CollectionNode>;
  /** Outputs by tag. */
  readonly outputs: ReadonlyMap<string, CollectionNode>;
  /** What a composite is made of, in the order of construction; empty for a leaf. */
  readonly children: readonly TransformNode[];
  /** Where the user's program made it; unknown for a graph that was read from a proto. */
  readonly callSite: CallSite | undefined;
  /** What the program says of the step beside what it does. */
  readonly settings?: StepSettings;
  /** The message that it was read from, which holds what this graph has no place for. */
  readonly origin?: Uint8Array;
}

/** A whole pipeline, frozen: what is translated. */
export interface Graph {
  /** The outermost transforms, in the order of construction. */
  readonly roots: readonly TransformNode[];
  /** All collections, in the order of construction. */
  readonly collections: readonly CollectionNode[];
  /** The pipeline that it was read from, without the transforms and collections above. */
  readonly origin?: Uint8Array;
}

/** The tag of a transform's only or main output. */
export const MAIN_OUTPUT = "output";

/** The tag of a transform's only or main input. */
export const MAIN_INPUT = "input";

/** Yields all transforms of a graph, each composite before what it is made of. */
export function* allTransforms(nodes: readonly TransformNode[]): Generator<TransformNode> {
  for (const node of nodes) {
    yield node;
    yield* allTransforms(node.children);
  }
}
