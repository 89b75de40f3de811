import { days, hours, millis, minutes, seconds, type Duration } from "../values/duration.ts";

/** How the values of an option are written on a command line. */
export interface ValueType<T> {
  /** A word for help: what stands between `<` and `>`. */
  readonly placeholder: string;
  /** What is accepted, in words: "an integer, at least 1". */
  readonly expected: string;
  /** Returns what `text` stands for, or undefined when it stands for nothing of this type. */
  readonly parse: (text: string) => T | undefined;
  /** The words that are accepted, where there are only some. */
  readonly words?: readonly string[];
  /** Returns the text that stands for `value`. */
  readonly format: (value: T) => string;
}

/** The least and greatest number that is accepted; both are themselves accepted. */
export interface NumberRange {
  readonly min?: number;
  readonly max?: number;
}

/** Any text, the empty one too. */
export const textType: ValueType<string> = {
  placeholder: "string",
  expected: "a string",
  parse: (text) => text,
  format: (value) => (value === "" ? '""' : value),
};

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function ranged(
  placeholder: string,
  noun: string,
  range: NumberRange,
  accepts: (value: number) => boolean,
): ValueType<number> {
  const { min = -Infinity, max = Infinity } = range;
  const bounds = [
    ...(min === -Infinity ? [] : [`at least ${min}`]),
    ...(max === Infinity ? [] : [`at most ${max}`]),
  ].join(" and ");
  return {
    placeholder,
    expected: bounds === "" ? noun : `${noun}, ${bounds}`,
    parse: (text) => {
      const value = decimal.test(text) ? Number(text) : NaN;
      return accepts(value) && value >= min && value <= max ? value : undefined;
    },
    format: String,
  };
}

/** Returns the type of finite decimal numbers in a range. */
export function numberType(range: NumberRange): ValueType<number> {
  return ranged("number", "a number", range, Number.isFinite);
}

/** Returns the type of integers in a range, which a JS number holds exactly. */
export function integerType(range: NumberRange): ValueType<number> {
  return ranged("integer", "an integer", range, Number.isSafeInteger);
}

/** Returns the type of a fixed set of words. */
export function choiceType<C extends string>(choices: readonly C[]): ValueType<C> {
  return {
    placeholder: choices.join("|"),
    expected: choices.length < 2 ? choices.join() : `${choices.slice(0, -1).join(", ")} or ${choices.at(-1) ?? ""}`,
    words: choices,
    parse: (text) => choices.find((choice) => choice === text),
    format: (value) => value,
  };
}

const units: readonly (readonly [unit: string, of: (amount: number) => Duration])[] = [
  ["d", days],
  ["h", hours],
  ["m", minutes],
  ["s", seconds],
  ["ms", millis],
];
const unitOf = new Map(units);
const durationPart = /(\d+(?:\.\d+)?)(ms|[smhd])/g;
const durationText = /^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/;

function parseDuration(text: string): Duration | undefined {
  if (!durationText.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit = ""] of text.matchAll(durationPart)) {
    total += unitOf.get(unit)?.(Number(amount)).millis ?? NaN;
  }
  return Number.isSafeInteger(total) ? millis(total) : undefined;
}

function formatDuration({ millis: total }: Duration): string {
  let rest = total;
  let text = "";
  for (const [unit, of] of units) {
    const size = of(1).millis;
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) text += `${amount}${unit}`;
  }
  return text === "" ? "0s" : text;
}

/** Lengths of time: amounts with their units, the one after the other. */
export const durationType: ValueType<Duration> = {
  placeholder: "duration",
  expected: "a duration, such as 500ms, 10s, 5m, 1h30m or 2d",
  parse: parseDuration,
  format: formatDuration,
};
