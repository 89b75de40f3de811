// What is shipped beside a program: what it was told when its job was submitted, and what must come of it.

import { decodeBytes, encodeBytes } from "../coders/encode-bytes.ts";
import { valueCoderOf } from "../coders/value-coder.ts";
import type { ParsedRecord } from "../options/replay.ts";
import type { Fingerprint } from "./fingerprint.ts";

/** The file name of a job's facts. */
export const jobFileName = "job.json";

/** One job of a program. */
export interface JobFacts {
  /** The program's command line, without its name. */
  readonly args: readonly string[];
  /** What the program's definition was built with; undefined for a script. */
  readonly definitionOptions: Readonly<Record<string, unknown>> | undefined;
  readonly parsedOptions: readonly ParsedRecord[];
  /** What `Pipeline.value` has computed: encoded values by name. */
  readonly values: ReadonlyMap<string, Uint8Array>;
  readonly fingerprint: Fingerprint;
  /** Where the program made each step, by the step's full name. */
  readonly callSites: ReadonlyMap<string, string>;
}

interface JobJson {
  readonly version: 1;
  readonly args: readonly string[];
  readonly definitionOptions?: string;
  readonly parsedOptions: readonly { readonly names: readonly string[]; readonly values: string }[];
  readonly values: Readonly<Record<string, string>>;
  readonly fingerprint: Fingerprint;
  readonly callSites: Readonly<Record<string, string>>;
}

const optionsCoder = valueCoderOf<Readonly<Record<string, unknown>>>();

/** Returns a job's facts as the text of a file. The same facts give the same text. */
export function writeJobFacts(job: JobFacts): string {
  const { args, definitionOptions, fingerprint } = job;
  const json: JobJson = {
    version: 1,
    args,
    ...(definitionOptions === undefined ? {} : { definitionOptions: encodeOptions(definitionOptions) }),
    parsedOptions: job.parsedOptions.map(({ names, values }) => ({ names, values: encodeOptions(values) })),
    values: Object.fromEntries([...job.values].map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")])),
    fingerprint,
    callSites: Object.fromEntries(job.callSites),
  };
  return JSON.stringify(json);
}

/**
 * Reads what {@link writeJobFacts} has written.
 *
 * @throws Error when another version of Purlin has written it
 */
export function readJobFacts(text: string): JobFacts {
  const json = JSON.parse(text) as JobJson;
  // Boot programs are installed beforehand, and may be older than what they start.
  if ((json.version as number) !== 1) throw new Error("The job's facts are written by another version of Purlin.");
  return {
    args: json.args,
    definitionOptions: json.definitionOptions === undefined ? undefined : decodeOptions(json.definitionOptions),
    parsedOptions: json.parsedOptions.map(({ names, values }) => ({ names, values: decodeOptions(values) })),
    values: new Map(Object.entries(json.values).map(([name, base64]) => [name, Buffer.from(base64, "base64")])),
    fingerprint: json.fingerprint,
    callSites: new Map(Object.entries(json.callSites)),
  };
}

function encodeOptions(options: Readonly<Record<string, unknown>>): string {
  return Buffer.from(encodeBytes(optionsCoder, options)).toString("base64");
}

function decodeOptions(base64: string): Readonly<Record<string, unknown>> {
  return Object.freeze(decodeBytes(optionsCoder, Buffer.from(base64, "base64")));
}
