/** What is said of a step that changes nothing of its results: what runners and their consoles show, and may heed. */
export interface StepSettings {
  /** What a runner's console shows of the step, by label. */
  readonly displayData?: Readonly<Record<string, string | number | boolean>>;
  /** What whoever reads the pipeline's proto finds on the step, by key. */
  readonly annotations?: Readonly<Record<string, string | Uint8Array>>;
  /** What the step asks of the machines that it runs on, where a runner can choose them. */
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

/** Returns those of a step's options that are its settings; undefined when there is none. */
export function stepSettingsOf(options: Readonly<StepSettings>): StepSettings | undefined {
  const { displayData, annotations, resourceHints } = options;
  if (displayData === undefined && annotations === undefined && resourceHints === undefined) return undefined;
  return Object.freeze({
    ...(displayData && { displayData }),
    ...(annotations && { annotations }),
    ...(resourceHints && { resourceHints }),
  });
}
