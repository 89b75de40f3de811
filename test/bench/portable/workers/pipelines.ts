// The pipelines that are measured; `pipelines.py` has the same, step by step, with the same elements and coders.
import { doFn, kvCoder, stringUtf8Coder, varintCoder, type PCollection } from "../../../../sdk/index.ts";
import { countPerElement } from "../../../../transforms/index.ts";

/** How many elements each seed stands for. */
export const chunk = 10_000;
const keyCount = 10_000;
const wordsPerLine = 10;
const vocabularySize = 10_007;
const word = /\w+/g;

/** What has arrived at the end of a pipeline: its worker is in the process that has submitted it. */
export const tally = { total: 0 };

/** Words of a low rank come much more often, as in a language. */
function wordAt(place: number): string {
  const scattered = (place * 7919) % vocabularySize;
  return `word${String(Math.floor((scattered * scattered) / vocabularySize))}`;
}

const lines = Array.from({ length: vocabularySize }, (_, line) =>
  Array.from({ length: wordsPerLine }, (_, place) => wordAt(wordsPerLine * line + place)).join(" "),
);

const emitNumbers = doFn<number, number>()({
  process(seed, { emit }) {
    for (let i = seed * chunk; i < (seed + 1) * chunk; i++) emit(i);
  },
});

const emitLines = doFn<number, string>()({
  process(seed, { emit }) {
    const lineCount = chunk / wordsPerLine;
    for (let line = seed * lineCount; line < (seed + 1) * lineCount; line++) emit(lines[line % vocabularySize] ?? "");
  },
});

const emitPairs = doFn<number, [string, number]>()({
  process(seed, { emit }) {
    for (let i = seed * chunk; i < (seed + 1) * chunk; i++) emit([`customer-${String((i * 7919) % keyCount)}`, 1]);
  },
});

const identity = doFn<number, number>()({
  process(element, { emit }) {
    emit(element);
  },
});

const count = doFn<number, never>()({
  process() {
    tally.total++;
  },
});

const addCount = doFn<[string, number], never>()({
  process([, value]) {
    tally.total += value;
  },
});

const addGroup = doFn<[string, Iterable<number>], never>()({
  process([, values]) {
    for (const value of values) tally.total += value;
  },
});

/** The pipelines by name: what each does with the seeds of its elements. */
export const pipelines: Readonly<Record<string, (seeds: PCollection<number>) => void>> = {
  identity(seeds) {
    let numbers = seeds.parDo(emitNumbers).withCoder(varintCoder).reshuffle();
    for (let step = 0; step < 4; step++) numbers = numbers.parDo(identity).withCoder(varintCoder);
    numbers.parDo(count);
  },
  "word-count"(seeds) {
    seeds
      .parDo(emitLines)
      .withCoder(stringUtf8Coder)
      .flatMap((line) => line.match(word) ?? [])
      .withCoder(stringUtf8Coder)
      .apply(countPerElement())
      .parDo(addCount);
  },
  "group-by-key"(seeds) {
    seeds.parDo(emitPairs).withCoder(kvCoder(stringUtf8Coder, varintCoder)).groupByKey().parDo(addGroup);
  },
};
