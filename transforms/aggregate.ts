import {
  kvCoder,
  valueCoder,
  type Coder,
  type CombineCoder,
  type CombineContext,
  type CombineFn,
} from "../sdk/index.ts";
import { isCustom, mappedCoder } from "./element-coders.ts";

type PartFn = CombineFn<unknown, unknown, unknown>;

/** CombineFns of the same values, by the names of their results. */
export type CombineFns<T> = Readonly<Record<string, CombineFn<T, unknown, unknown>>>;

/** The results of several CombineFns, by their names. */
export type Aggregated<Fns> = {
  -readonly [Name in keyof Fns]: Fns[Name] extends CombineFn<never, unknown, infer O> ? O : never;
};

/**
 * Returns the CombineFn that does several at once over the same values; its result is an object of theirs. Each may be
 * over something else of a value, by {@link of} or {@link ofField}, and may be an aggregate itself.
 *
 * @param fns - at least one, each by the name of its result
 *
 * @example
 * ```ts
 * const report = sales.keyBy((sale) => sale.shop).combinePerKey(
 *   aggregate({
 *     revenue: of((sale) => sale.price * sale.amount, sum()),
 *     sales: count(),
 *     last: ofField("at", max()),
 *   }),
 * ); // PCollection<[string, { revenue: number; sales: number; last: Date | undefined }]>
 * ```
 */
export function aggregate<T, Fns extends CombineFns<T>>(
  fns: Fns & CombineFns<T>,
): CombineFn<T, unknown[], Aggregated<Fns>> {
  const names = Object.keys(fns);
  const parts = names.map((name) => partOf(name, fns[name]));
  if (parts.length === 0) throw new TypeError("aggregate({ name: combineFn, ... }) takes at least one CombineFn.");
  const { life, contextOf } = lifeCycleOf(parts);
  return {
    ...life,
    createAccumulator: (context) => parts.map((fn, i) => sync(names[i], fn.createAccumulator(contextOf(context, i)))),
    addInput(accumulators, value, context) {
      // By index: this runs for each element.
      for (let i = 0; i < parts.length; i++) {
        accumulators[i] = (parts[i] as PartFn).addInput(accumulators[i], value, contextOf(context, i));
      }
      return accumulators;
    },
    mergeAccumulators(into, other, context) {
      for (const [i, fn] of parts.entries()) into[i] = fn.mergeAccumulators(into[i], other[i], contextOf(context, i));
      return into;
    },
    compact(accumulators, context) {
      for (const [i, fn] of parts.entries()) {
        if (fn.compact !== undefined) accumulators[i] = fn.compact(accumulators[i], contextOf(context, i));
      }
      return accumulators;
    },
    extractOutput: (accumulators, context) =>
      Object.fromEntries(
        parts.map((fn, i) => [names[i], sync(names[i], fn.extractOutput(accumulators[i], contextOf(context, i)))]),
        // Each name has what its own CombineFn gives.
      ) as Aggregated<Fns>,
    accumulatorCoder: (input) => coderOfAll(parts.map((fn) => coderOf(fn.accumulatorCoder, input))),
    outputCoder(input) {
      const results = coderOfAll(parts.map((fn) => coderOf(fn.outputCoder, input)));
      if (!isCustom(results)) return valueCoder as Coder<Aggregated<Fns>>;
      return mappedCoder<Aggregated<Fns>, unknown[]>("aggregated", results, {
        to: (result) => names.map((name) => (result as Record<string, unknown>)[name]),
        from: (values) => Object.fromEntries(names.map((name, i) => [name, values[i]])) as Aggregated<Fns>,
      });
    },
  };
}

function partOf(name: string, fn: unknown): PartFn {
  if (typeof fn === "object" && fn !== null && "createAccumulator" in fn) return fn as PartFn;
  const hint = typeof fn === "function" ? ", not a function: call it, as in sum()" : "";
  throw new TypeError(`aggregate(...) takes a CombineFn for "${name}"${hint}.`);
}

function coderOf(coder: CombineCoder<unknown> | undefined, input: Coder<unknown>): Coder<unknown> {
  return typeof coder === "function" ? coder(input) : (coder ?? valueCoder);
}

/** Returns a coder of arrays of a value for each coder; the value coder where that carries all of them. */
function coderOfAll(coders: readonly Coder<unknown>[]): Coder<unknown[]> {
  if (!coders.some(isCustom)) return valueCoder as Coder<unknown[]>;
  // Pairs within pairs, which the model knows: [a, [b, [c, undefined]]].
  const chain = coders.reduceRight<Coder<unknown>>((rest, coder) => kvCoder(coder, rest), valueCoder);
  return mappedCoder<unknown[], unknown>("aggregate", chain, {
    to: (values) => values.reduceRight<unknown>((rest, value) => [value, rest], undefined),
    from: (pairs) => {
      const values: unknown[] = [];
      for (let [value, rest] = pairs as [unknown, unknown]; ; [value, rest] = rest as [unknown, unknown]) {
        values.push(value);
        if (rest === undefined) return values;
      }
    },
  });
}

/** Sets up and tears down what must be; each CombineFn gets its own resources. */
function lifeCycleOf(parts: readonly PartFn[]): {
  readonly life: Pick<PartFn, "setup" | "teardown">;
  readonly contextOf: (context: CombineContext | undefined, i: number) => CombineContext | undefined;
} {
  if (parts.every((fn) => fn.setup === undefined && fn.teardown === undefined)) {
    return { life: {}, contextOf: (context) => context };
  }
  const tearDown = async (resources: readonly unknown[]): Promise<void> => {
    const ended = await Promise.allSettled(
      resources.map(async (own, i) => {
        await parts[i]?.teardown?.(own);
      }),
    );
    const failed = ended.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  };
  return {
    life: {
      async setup() {
        const resources: unknown[] = [];
        try {
          for (const fn of parts) resources.push(await fn.setup?.());
        } catch (cause) {
          await tearDown(resources).catch(() => undefined);
          throw cause;
        }
        return resources;
      },
      teardown: (resources) => tearDown(resources as readonly unknown[]),
    },
    contextOf: (context, i) =>
      context && { resources: (context.resources as readonly unknown[])[i], side: context.side },
  };
}

/** Refuses a promise, which would be hidden from the kernel by what it is put into. */
function sync<T>(name: string | undefined, value: T): T {
  if (typeof value !== "object" || value === null || typeof (value as { then?: unknown }).then !== "function")
    return value;
  Promise.resolve(value).catch(() => undefined);
  throw new TypeError(`The functions of a CombineFn must be synchronous; those of "${name ?? ""}" are not.`);
}
