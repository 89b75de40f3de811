import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import {
  PipelineOptionType_Enum as OptionType,
  type PipelineOptionDescriptor,
} from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import { closest } from "../../sdk/options/closest.ts";
import { OptionError } from "../../sdk/options/option-error.ts";
import type { EngineOptions } from "../../sdk/options/pipeline-options.ts";

type Given = EngineOptions[string];

/**
 * Returns an engine's own options as its job server reads them, by their names there.
 *
 * @param engine - the engine's name, for messages
 * @param known - what the job server says that it knows; anything goes where it doesn't say
 * @throws OptionError when one is not known, or is not of its type
 */
export function engineOptionsFor(
  engine: string,
  given: EngineOptions,
  known: readonly PipelineOptionDescriptor[],
): JsonObject {
  const byName = new Map(known.map((option) => [option.name, option]));
  return Object.fromEntries(
    Object.entries(given).map(([spelt, value]): [string, JsonValue] => {
      const name = byName.has(spelt) ? spelt : snakeCase(spelt);
      const option = byName.get(name);
      if (option !== undefined) return [name, valueOf(`--${engine}.${spelt}`, option.type, value)];
      if (known.length > 0) throw unknown(engine, spelt, [...byName.keys()]);
      return [name, typeof value === "object" ? [...value] : value];
    }),
  );
}

/** What Beam's Java job servers call the number of worker processes on each machine. */
const workersName = "sdk_worker_parallelism";

/**
 * Returns the engine's option that says how many worker processes run on each of its machines.
 *
 * @throws OptionError when the engine has no such option
 */
export function workersOption(
  engine: string,
  workers: number | undefined,
  known: readonly PipelineOptionDescriptor[],
): JsonObject {
  if (workers === undefined) return {};
  if (!known.some(({ name }) => name === workersName)) {
    throw new OptionError({
      summary: `--workers is not for ${engine}: it doesn't let a job choose how many worker processes it starts.`,
      remedies: ["leave --workers out", "run the pipeline on an engine that does:  --runner=flink"],
    });
  }
  return { [workersName]: String(workers) };
}

/** `"maxParallelism"` -> `"max_parallelism"`, as Beam's Java SDK does it. */
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** How options of one type are read: nothing where they can't be. */
interface OptionReader {
  readonly expected: string;
  readonly read: (given: Given) => JsonValue | undefined;
}

const texts: OptionReader = {
  expected: "a text",
  read: (given) => (typeof given === "object" ? undefined : String(given)),
};

const readers: ReadonlyMap<OptionType, OptionReader> = new Map([
  [OptionType.STRING, texts],
  [
    OptionType.BOOLEAN,
    {
      expected: "true or false",
      read: (given: Given) => ({ true: true, false: false })[String(given)],
    },
  ],
  [
    OptionType.INTEGER,
    {
      expected: "a whole number",
      // As text: a number would reach the server as a double.
      read: (given: Given) => (/^-?\d+$/.test(String(given)) ? String(given) : undefined),
    },
  ],
  [
    OptionType.NUMBER,
    {
      expected: "a number",
      read: (given: Given) =>
        String(given).trim() !== "" && Number.isFinite(Number(given)) ? Number(given) : undefined,
    },
  ],
  [
    OptionType.ARRAY,
    { expected: "a list", read: (given: Given) => (typeof given === "object" ? [...given] : [String(given)]) },
  ],
  [OptionType.OBJECT, { expected: "JSON", read: (given: Given) => parseJson(String(given)) }],
]);

function valueOf(flag: string, type: OptionType, given: Given): JsonValue {
  const { expected, read } = readers.get(type) ?? texts;
  const value = read(given);
  if (value !== undefined) return value;
  throw new OptionError({ summary: `${flag} can't be ${JSON.stringify(given)}.`, facts: { expected } });
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function unknown(engine: string, name: string, known: readonly string[]): OptionError {
  const nearest = closest(name, known);
  return new OptionError({
    summary:
      `--${engine}.${name} is not an option of ${engine}` +
      (nearest === undefined ? "." : `; did you mean --${engine}.${nearest}?`),
    remedies: [`see Beam's documentation of the ${engine} runner for its options`],
  });
}
