import type { Duration } from "../values/duration.ts";
import {
  choiceType,
  durationType,
  integerType,
  numberType,
  textType,
  type NumberRange,
  type ValueType,
} from "./value-type.ts";

declare const valueType: unique symbol;

/** What all kinds of options can say about themselves. */
export interface OptionHelp {
  /** A few words for `--help`. */
  readonly help?: string;
  /** A letter that stands for the option: with `"i"`, `-i FILE` is `--input FILE`. */
  readonly alias?: string;
}

/** What an option says about itself. With neither a default nor `required`, its value may be undefined. */
export type OptionSettings<T> = OptionHelp &
  (
    | { readonly default?: T | undefined; readonly required?: false }
    | { readonly default?: undefined; readonly required: true }
  );

/** The type of an option's value, by its settings. */
export type OptionValue<T, Settings> = Settings extends { readonly default: T } | { readonly required: true }
  ? T
  : T | undefined;

/** An option that can be given on the command line; its value has the type `T`. Made by {@link option}. */
export class Option<out T> {
  declare readonly [valueType]: T;
  /** @internal */
  readonly parts: OptionParts;

  /** @internal */
  constructor(parts: OptionParts) {
    this.parts = parts;
  }
}

/** @internal What an option is made of, its type erased: {@link Option} holds it, and only `option` makes it. */
export interface OptionParts {
  /** `single` takes one value, `list` any number of them, `flag` none. */
  readonly arity: "single" | "list" | "flag";
  readonly type: ValueType<unknown>;
  readonly default: unknown;
  /** The default as `--help` shows it. */
  readonly shownDefault: string | undefined;
  readonly required: boolean;
  readonly help: string;
  readonly alias: string | undefined;
  /** Of a list: what its values make together, when not a list of them. */
  readonly gather?: (given: readonly unknown[]) => unknown;
}

// The settings' type is inferred from the call, and says whether the value can be undefined; the erased parts agree,
// since a missing value of a required option is an error.
function single<T, Settings extends OptionSettings<T>>(
  type: ValueType<T>,
  settings: Settings | undefined,
): Option<OptionValue<T, Settings>> {
  const { default: fallback, required = false, help = "", alias }: OptionSettings<T> = settings ?? {};
  const shownDefault = fallback === undefined ? undefined : type.format(fallback);
  return new Option({ arity: "single", type: erased(type), default: fallback, shownDefault, required, help, alias });
}

// A type's format is only ever given what its parse has returned, or a default that was checked by its maker's types.
function erased<T>(type: ValueType<T>): ValueType<unknown> {
  return type as ValueType<unknown>;
}

const flagType: ValueType<boolean> = {
  placeholder: "boolean",
  expected: "no value, true or false",
  parse: (text) => (text === "true" ? true : text === "false" ? false : undefined),
  format: String,
};

/**
 * Makes the options of {@link parseOptions}, one maker a type of value.
 *
 * @example
 * ```ts
 * const options = parseOptions({
 *   input: option.string({ required: true, alias: "i", help: "file or glob" }),
 *   format: option.choice(["csv", "json"], { default: "csv" }),
 *   threads: option.integer({ min: 1 }),
 *   every: option.duration({ default: minutes(5) }),
 *   tag: option.list({ help: "may be repeated" }),
 * });
 * ```
 */
export const option = {
  /** Any text. */
  string<const S extends OptionSettings<string> = OptionSettings<string>>(
    settings?: S,
  ): Option<OptionValue<string, S>> {
    return single(textType, settings);
  },

  /** A finite number, written in decimal. */
  number<const S extends OptionSettings<number> & NumberRange = OptionSettings<number>>(
    settings?: S,
  ): Option<OptionValue<number, S>> {
    return single(numberType(settings ?? {}), settings);
  },

  /** An integer that a JS number holds exactly. */
  integer<const S extends OptionSettings<number> & NumberRange = OptionSettings<number>>(
    settings?: S,
  ): Option<OptionValue<number, S>> {
    return single(integerType(settings ?? {}), settings);
  },

  /** A length of time: `500ms`, `10s`, `1h30m`. */
  duration<const S extends OptionSettings<Duration> = OptionSettings<Duration>>(
    settings?: S,
  ): Option<OptionValue<Duration, S>> {
    return single(durationType, settings);
  },

  /** One of the given words. */
  choice<const C extends string, const S extends OptionSettings<NoInfer<C>> = OptionSettings<C>>(
    choices: readonly C[],
    settings?: S,
  ): Option<OptionValue<C, S>> {
    return single(choiceType<C>(choices), settings);
  },

  /** Yes or no: `--dryRun` or `--no-dryRun`. False when neither is given and there is no other default. */
  boolean(settings: OptionHelp & { readonly default?: boolean } = {}): Option<boolean> {
    const { default: fallback = false, help = "", alias } = settings;
    const shownDefault = fallback ? "true" : undefined;
    return new Option({
      arity: "flag",
      type: erased(flagType),
      default: fallback,
      shownDefault,
      required: false,
      help,
      alias,
    });
  },

  /**
   * Any number of values, by repeating the option; strings, unless `of` is another option, of whose settings only the
   * type of the value is used. Empty when it isn't given and has no default.
   *
   * @example
   * ```ts
   * option.list({ of: option.integer({ min: 1 }), default: [1] });    // --port=80 --port=443
   * ```
   */
  list<T = string>(
    settings: OptionHelp & {
      readonly of?: Option<T>;
      readonly default?: readonly NonNullable<T>[];
      readonly required?: boolean;
    } = {},
  ): Option<readonly NonNullable<T>[]> {
    const { of, default: fallback = [], required = false, help = "", alias } = settings;
    const type = of?.parts.type ?? erased(textType);
    const shownDefault = fallback.length === 0 ? undefined : fallback.map(type.format).join(", ");
    return new Option({
      arity: "list",
      type,
      default: Object.freeze([...fallback]),
      shownDefault,
      required,
      help,
      alias,
    });
  },
};
