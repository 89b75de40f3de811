import {
  AccumulationMode_Enum,
  ClosingBehavior_Enum,
  MergeStatus_Enum,
  OnTimeBehavior_Enum,
  OutputTime_Enum,
} from "../../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { WindowingStrategy } from "../../windowing/windowing-strategy.ts";

/** The words of the graph for an enum of the model, in both directions. */
class EnumValues<Word extends string, Value extends number> {
  readonly #values: Readonly<Record<Word, Value>>;
  readonly #words: ReadonlyMap<number, Word>;
  readonly #unspecified: Word;

  /** @param unspecified - the word for what is not given, or not known */
  constructor(values: Readonly<Record<Word, Value>>, unspecified: Word) {
    this.#values = values;
    // Object.keys gives up the type of the keys.
    this.#words = new Map((Object.keys(values) as Word[]).map((word) => [values[word], word]));
    this.#unspecified = unspecified;
  }

  toProto(word: Word): Value {
    return this.#values[word];
  }

  fromProto(value: number): Word {
    return this.#words.get(value) ?? this.#unspecified;
  }
}

export const accumulationModes = new EnumValues<WindowingStrategy["accumulationMode"], AccumulationMode_Enum>(
  {
    discarding: AccumulationMode_Enum.DISCARDING,
    accumulating: AccumulationMode_Enum.ACCUMULATING,
    retracting: AccumulationMode_Enum.RETRACTING,
  },
  "discarding",
);

export const timestampCombiners = new EnumValues<WindowingStrategy["timestampCombiner"], OutputTime_Enum>(
  {
    endOfWindow: OutputTime_Enum.END_OF_WINDOW,
    latest: OutputTime_Enum.LATEST_IN_PANE,
    earliest: OutputTime_Enum.EARLIEST_IN_PANE,
  },
  "endOfWindow",
);

export const closingBehaviors = new EnumValues<WindowingStrategy["closingBehavior"], ClosingBehavior_Enum>(
  { emitAlways: ClosingBehavior_Enum.EMIT_ALWAYS, emitIfNonEmpty: ClosingBehavior_Enum.EMIT_IF_NONEMPTY },
  "emitIfNonEmpty",
);

export const onTimeBehaviors = new EnumValues<WindowingStrategy["onTimeBehavior"], OnTimeBehavior_Enum>(
  { fireAlways: OnTimeBehavior_Enum.FIRE_ALWAYS, fireIfNonEmpty: OnTimeBehavior_Enum.FIRE_IF_NONEMPTY },
  "fireAlways",
);

export const mergeStatuses = new EnumValues<WindowingStrategy["mergeStatus"], MergeStatus_Enum>(
  {
    nonMerging: MergeStatus_Enum.NON_MERGING,
    needsMerge: MergeStatus_Enum.NEEDS_MERGE,
    alreadyMerged: MergeStatus_Enum.ALREADY_MERGED,
  },
  "nonMerging",
);
