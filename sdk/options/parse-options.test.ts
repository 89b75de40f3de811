import { describe, expect, it } from "vitest";

import { hours, minutes } from "../values/duration.ts";
import type { OptionsSpec } from "./declared-options.ts";
import { option } from "./option.ts";
import { OptionError } from "./option-error.ts";
import { parseOptions, parseOptionsAt } from "./parse-options.ts";

class Exit extends Error {}

function help(spec: OptionsSpec, argv: string[], width = 80): { text: string; codes: number[] } {
  let text = "";
  const codes: number[] = [];
  const terminal = {
    program: "node counts.ts",
    width,
    print: (printed: string) => void (text += printed),
    exit: (code: number): never => {
      codes.push(code);
      throw new Exit();
    },
  };
  expect(() => parseOptionsAt(terminal, spec, argv)).toThrow(Exit);
  return { text, codes };
}

const spec = {
  input: option.string({ default: "book.txt", help: "file or glob", alias: "i" }),
  output: option.string(),
  ratio: option.number({ min: 0, max: 1 }),
  threads: option.integer({ default: 4, min: 1 }),
  offset: option.integer(),
  every: option.duration({ default: minutes(5) }),
  format: option.choice(["csv", "json"], { default: "csv" }),
  dryRun: option.boolean({ alias: "d" }),
  header: option.boolean({ default: true }),
  tag: option.list(),
  port: option.list({ of: option.integer({ min: 1 }), default: [80] }),
};
const defaults = {
  input: "book.txt",
  output: undefined,
  ratio: undefined,
  threads: 4,
  offset: undefined,
  every: minutes(5),
  format: "csv",
  dryRun: false,
  header: true,
  tag: [],
  port: [80],
  runner: "direct",
  strict: false,
  quiet: false,
  verbose: false,
};

describe("parseOptions", () => {
  it("gives every option its default when nothing is given, and no job name", () => {
    expect(parseOptions(spec, [])).toStrictEqual(defaults);
  });

  it.each<{ argv: string[]; value: Record<string, unknown> }>([
    { argv: ["--input=a.txt"], value: { input: "a.txt" } },
    { argv: ["--input", "a.txt"], value: { input: "a.txt" } },
    { argv: ["-i", "a.txt"], value: { input: "a.txt" } },
    { argv: ["-ia.txt"], value: { input: "a.txt" } },
    { argv: ["--input="], value: { input: "" } },
    { argv: ["--input=a=b"], value: { input: "a=b" } },
    { argv: ["--input=--output"], value: { input: "--output" } },
    { argv: ["--input", "-"], value: { input: "-" } },
    { argv: ["--input=a", "--input=b"], value: { input: "b" } },
    { argv: ["--ratio=0.25"], value: { ratio: 0.25 } },
    { argv: ["--ratio", ".5"], value: { ratio: 0.5 } },
    { argv: ["--threads=1e3"], value: { threads: 1000 } },
    { argv: ["--offset", "-5"], value: { offset: -5 } },
    { argv: ["--every=1h30m"], value: { every: minutes(90) } },
    { argv: ["--every=0.5d"], value: { every: hours(12) } },
    { argv: ["--format=json"], value: { format: "json" } },
    { argv: ["--dryRun"], value: { dryRun: true } },
    { argv: ["-d"], value: { dryRun: true } },
    { argv: ["--dryRun=false"], value: { dryRun: false } },
    { argv: ["--no-header"], value: { header: false } },
    { argv: ["--no-header", "--header"], value: { header: true } },
    { argv: ["--tag=a", "--tag", "b"], value: { tag: ["a", "b"] } },
    { argv: ["--port=443", "--port=8443"], value: { port: [443, 8443] } },
    { argv: ["--runner=flink", "--quiet", "--verbose"], value: { runner: "flink", quiet: true, verbose: true } },
    {
      argv: ["--strict", "--bundling=one-key"],
      value: { strict: true, bundling: "one-key" },
    },
    { argv: ["--jobName=nightly", "--no-quiet"], value: { jobName: "nightly" } },
    { argv: ["--"], value: {} },
  ])("reads $argv", ({ argv, value }) => {
    expect(parseOptions(spec, argv)).toStrictEqual({ ...defaults, ...value });
  });

  it("freezes what it returns, its lists too", () => {
    const options = parseOptions(spec, ["--tag=a"]);
    expect([options, options.tag, options.port].every(Object.isFrozen)).toBe(true);
  });

  it.each<{ argv: string[]; says: string[] }>([
    { argv: ["--ouput=a"], says: ["--ouput is not an option of this program; did you mean --output?"] },
    { argv: ["--dry-run"], says: ["did you mean --dryRun?"] },
    { argv: ["--no-heder"], says: ["did you mean --no-header?"] },
    { argv: ["--no-input"], says: ["--no-input is not an option"] },
    { argv: ["--job-name=x"], says: ["did you mean --jobName?"] },
    { argv: ["-x"], says: ["-x is not an option of this program.", "--help"] },
    { argv: ["--__proto__=1"], says: ["--__proto__ is not an option"] },
    { argv: ["--constructor"], says: ["--constructor is not an option"] },
    { argv: ["--threads=many"], says: [`--threads can't be "many".`, "an integer, at least 1", "--threads=<integer>"] },
    { argv: ["--threads=0"], says: [`--threads can't be "0".`, "at least 1"] },
    { argv: ["--threads=1.5"], says: ["an integer"] },
    { argv: ["--offset=9007199254740993"], says: ["an integer"] },
    { argv: ["--ratio=2"], says: ["a number, at least 0 and at most 1"] },
    { argv: ["--ratio="], says: [`--ratio can't be "".`] },
    { argv: ["--ratio=NaN"], says: [`can't be "NaN"`] },
    { argv: ["--every=5"], says: ["a duration, such as 500ms"] },
    { argv: ["--format=xml"], says: [`--format can't be "xml".`, "csv or json", "--format=<csv|json>"] },
    { argv: ["--dryRun=maybe"], says: ["no value, true or false"] },
    { argv: ["--port=443", "--port=x"], says: [`--port can't be "x".`] },
    { argv: ["--input"], says: ["--input is given without a value.", "nothing"] },
    { argv: ["--input", "--dryRun"], says: ["--input is given without a value.", "another option: --dryRun"] },
    { argv: ["a.txt"], says: [`"a.txt" belongs to no option.`, "--name=value"] },
    { argv: ["--", "--input=a"], says: [`"--input=a" belongs to no option.`] },
  ])("refuses $argv", ({ argv, says }) => {
    const parse = () => parseOptions(spec, argv);
    expect(parse).toThrow(OptionError);
    for (const words of says) expect(parse).toThrow(words);
  });

  it("names all required options that are missing at once", () => {
    const required = {
      input: option.string({ required: true, help: "file or glob" }),
      topic: option.list({ required: true }),
      output: option.string({ required: true }),
    };
    expect(() => parseOptions(required, ["--output=a"])).toThrow(
      [
        "--input and --topic must be given.",
        "  --input  file or glob",
        "  --topic  a string",
        "Do this: add  --input=<string> --topic=<string>",
      ].join("\n"),
    );
    expect(parseOptions(required, ["--output=a", "--input=b", "--topic=c"])).toMatchObject({
      input: "b",
      topic: ["c"],
    });
  });

  it.each<{ spec: OptionsSpec; says: string }>([
    { spec: { runner: option.string() }, says: "every program has an option of that name" },
    { spec: { help: option.boolean() }, says: "every program has an option of that name" },
    { spec: { "dry-run": option.boolean() }, says: "camelCase" },
    { spec: { input: option.string({ alias: "in" }) }, says: `the alias "in" is not one letter` },
    { spec: { host: option.string({ alias: "h" }) }, says: `the alias "h" stands for --help already` },
    {
      spec: { input: option.string({ alias: "i" }), index: option.string({ alias: "i" }) },
      says: `An option "index" can't be declared: the alias "i" stands for --input already.`,
    },
  ])("refuses a declaration: $says", ({ spec, says }) => {
    // Only types keep these names out, and JavaScript has none.
    const parse = () => parseOptions(spec, []);
    expect(parse).toThrow(OptionError);
    expect(parse).toThrow(says);
  });

  it("carries the stable code of its error", () => {
    let code = "";
    try {
      parseOptions({}, ["--x"]);
    } catch (error) {
      if (error instanceof OptionError) code = error.code;
    }
    expect(code).toBe("PURLIN_OPTION");
  });
});

describe("the options of engines", () => {
  it.each([
    { name: "with a value", argv: ["--flink.parallelism=4"], expected: { flink: { parallelism: "4" } } },
    { name: "without a value", argv: ["--flink.object_reuse"], expected: { flink: { object_reuse: true } } },
    {
      name: "more often than once",
      argv: ["--flink.filesToStage=a", "--flink.filesToStage=b", "--flink.filesToStage=c"],
      expected: { flink: { filesToStage: ["a", "b", "c"] } },
    },
    {
      name: "of several engines",
      argv: ["--flink.parallelism=4", "--spark.cacheDisabled"],
      expected: { flink: { parallelism: "4" }, spark: { cacheDisabled: true } },
    },
  ])("are kept as they are given $name", ({ argv, expected }) => {
    expect(parseOptions(spec, argv)).toEqual({ ...defaults, engineOptions: expected });
  });
});

describe("--help", () => {
  it("prints every option with its type and default, and exits with 0", () => {
    const { text, codes } = help(
      {
        input: option.string({ required: true, help: "file or glob", alias: "i" }),
        threads: option.integer({ default: 4, min: 1 }),
        every: option.duration({ default: minutes(90), help: "how often" }),
        tag: option.list({ default: ["a", "b"] }),
        header: option.boolean({ default: true }),
        format: option.choice(["comma-separated", "json-lines", "parquet"], { help: "of the output" }),
      },
      ["--help"],
    );
    expect(codes).toEqual([0]);
    expect(text).toBe(`Usage: node counts.ts [options]

Options:
  -i, --input <string>         file or glob (required)
      --threads <integer>      (default: 4)
      --every <duration>       how often (default: 1h30m)
      --tag <string> ...       (default: a, b)
      --[no-]header            (default: true)
      --format <comma-separated|json-lines|parquet>
                               of the output

Standard options:
      --runner <string>        what runs the pipeline (default: direct)
      --jobName <string>       the job's name, where jobs are listed
      --jobEndpoint <string>   host:port of a job server that runs already; one
                               is started when left out
      --environment <string>   where functions run: loopback (this process),
                               process, docker:image or external:host:port
      --workers <integer>      how many processes run functions on each machine
                               of an engine
      --parallelism <integer>  on how many threads functions run (runner direct)
      --flinkMaster <string>   embedded, or host:port of a Flink cluster
      --sparkMaster <string>   embedded, or the URL of a Spark master
      --metricsOut <string>    the file that the job's metrics are written to as
                               JSON when it ends
      --[no-]strict            check each step as tests do: coders, mutation,
                               keys (runner direct)
      --bundling <all|one-element|one-key|greedy>
                               how bundles are cut, for tests (runner direct)
      --[no-]quiet             show neither progress nor a summary
      --[no-]verbose           show the runner's log, and errors with their
                               stack
  -h, --help                   show this, and do nothing else

Options of Dataflow:  --runner=dataflow --help
`);
  });

  it.each([{ argv: ["-h"] }, { argv: ["--nonsense", "--help"] }, { argv: ["stray", "-h", "--threads=x"] }])(
    "is shown for $argv, whatever else is wrong",
    ({ argv }) => {
      expect(help({ threads: option.integer({ required: true }) }, argv).codes).toEqual([0]);
    },
  );

  it("wraps descriptions to the terminal's width", () => {
    const { text } = help({ input: option.string({ help: "word ".repeat(30).trim() }) }, ["-h"], 60);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(text.match(/word/g)).toHaveLength(30);
  });
});
