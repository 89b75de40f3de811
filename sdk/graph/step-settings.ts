import { checkOptionNames } from "../options/option-names.ts";

/** What is said of a step that changes nothing of its results: what runners and their consoles show, and may heed. */
export interface StepSettings {
  /** What a runner's console shows of the step, by label. */
  readonly displayData?: Readonly<Record<string, string | number | boolean>>;
  /** What whoever reads the pipeline's proto finds on the step, by key. */
  readonly annotations?: Readonly<Record<string, string | Uint8Array>>;
  /**
   * What the step asks of the machines that it runs on, where a runner can choose them. What a composite asks for holds
   * for its steps too: of two amounts the greater, of two accelerators the inner one's.
   */
  readonly resourceHints?: ResourceHints;
}

/** What a step asks of the machines that it runs on. */
export interface ResourceHints {
  /** How much memory a machine has at least. */
  readonly minRamBytes?: number;
  /** The accelerator that a machine has, in the runner's own words. */
  readonly accelerator?: string;
  /** How many processors a machine has at least. */
  readonly cpuCount?: number;
}

/** The names of a step's settings among its options. */
export const stepSettingNames: readonly (keyof StepSettings)[] = ["displayData", "annotations", "resourceHints"];

const hintNames: readonly (keyof ResourceHints)[] = ["minRamBytes", "accelerator", "cpuCount"];

/** Returns what a step asks for that is part of a composite. */
export function mergedHints(
  outer: ResourceHints | undefined,
  own: ResourceHints | undefined,
): ResourceHints | undefined {
  if (outer === undefined || own === undefined) return own ?? outer;
  const greater = (a = 0, b = 0): number => Math.max(a, b);
  const minRamBytes = greater(outer.minRamBytes, own.minRamBytes);
  const cpuCount = greater(outer.cpuCount, own.cpuCount);
  return { ...outer, ...own, ...(minRamBytes > 0 && { minRamBytes }), ...(cpuCount > 0 && { cpuCount }) };
}

/**
 * Returns those of a step's options that are its settings; undefined when there is none.
 *
 * @throws UnknownOptionError for a resource hint that there is not, RangeError for an amount that is none
 */
export function stepSettingsOf(options: Readonly<StepSettings>): StepSettings | undefined {
  const { displayData, annotations, resourceHints } = options;
  if (displayData === undefined && annotations === undefined && resourceHints === undefined) return undefined;
  checkHints(resourceHints);
  return Object.freeze({
    ...(displayData && { displayData }),
    ...(annotations && { annotations }),
    ...(resourceHints && { resourceHints }),
  });
}

function checkHints(hints: ResourceHints = {}): void {
  checkOptionNames(hints, hintNames, "resourceHints");
  const { minRamBytes = 1, cpuCount = 1 } = hints;
  for (const [name, amount] of Object.entries({ minRamBytes, cpuCount })) {
    if (!Number.isSafeInteger(amount) || amount < 1) {
      throw new RangeError(`The resource hint ${name} is a whole number of at least 1; got ${String(amount)}.`);
    }
  }
}
