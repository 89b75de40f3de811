import { describe, expect, it } from "vitest";
import { dataflowOptions } from "./dataflow-options.ts";
import { fillOptions } from "./fill-options.ts";
import { option } from "./option.ts";
import { OptionError } from "./option-error.ts";
import { parseOptions, parseOptionsAt } from "./parse-options.ts";

describe("Dataflow's options on a command line", () => {
  it.each<{ argv: string[]; dataflow: Record<string, unknown> }>([
    { argv: ["--project=p", "--region", "europe-west1"], dataflow: { project: "p", region: "europe-west1" } },
    { argv: ["--dataflow.project=p"], dataflow: { project: "p" } },
    { argv: ["--project=a", "--project=b"], dataflow: { project: "b" } },
    { argv: ["--numWorkers=3", "--maxNumWorkers", "9"], dataflow: { numWorkers: 3, maxNumWorkers: 9 } },
    { argv: ["--labels=team=search,env=dev"], dataflow: { labels: { team: "search", env: "dev" } } },
    { argv: ["--labels=team=search", "--labels=env="], dataflow: { labels: { team: "search", env: "" } } },
    { argv: ['--labels={"team":"search"}'], dataflow: { labels: { team: "search" } } },
    { argv: ["--transformNameMapping=Old=New/A=B"], dataflow: { transformNameMapping: { Old: "New/A=B" } } },
    { argv: ["--experiments=a,b", "--experiments=c"], dataflow: { experiments: ["a", "b", "c"] } },
    { argv: ["--dataflowServiceOptions=enable_prime"], dataflow: { serviceOptions: ["enable_prime"] } },
    { argv: ["--dataflowKmsKey=k"], dataflow: { kmsKey: "k" } },
    { argv: ["--update", "--no-usePublicIps"], dataflow: { update: true, usePublicIps: false } },
    { argv: ["--flexRsGoal=COST_OPTIMIZED"], dataflow: { flexRsGoal: "COST_OPTIMIZED" } },
    { argv: ["--dryRun", "out"], dataflow: { dryRun: "out" } },
  ])("reads $argv", ({ argv, dataflow }) => {
    expect(parseOptions({}, argv).dataflow).toEqual(dataflow);
  });

  it("are not there when none is given", () => {
    expect(parseOptions({}, ["--runner=dataflow"])).not.toHaveProperty("dataflow");
  });

  it("leave a program's own option of that name to the program, and are then written with their runner", () => {
    const spec = { project: option.integer(), labels: option.list(), dryRun: option.boolean() };
    const argv = [
      "--project=7",
      "--labels=a=b",
      "--dryRun",
      "--dataflow.project=p",
      "--dataflow.labels=c=d",
      "--region=r",
    ];
    const options = parseOptions(spec, argv);
    expect(options).toMatchObject({ project: 7, labels: ["a=b"], dryRun: true });
    expect(options.dataflow).toEqual({ project: "p", labels: { c: "d" }, region: "r" });
  });

  it.each<{ argv: string[]; message: string }>([
    {
      argv: ["--autoscalingAlgorithm=THROUGHPUT"],
      message: `--autoscalingAlgorithm can't be "THROUGHPUT"; did you mean THROUGHPUT_BASED?`,
    },
    {
      argv: ["--temp_location=gs://b"],
      message: "--temp_location is not an option of this program; did you mean --tempLocation?",
    },
    { argv: ["--no_use_public_ips"], message: "did you mean --no-usePublicIps?" },
    {
      argv: ["--dataflow.regoin=r"],
      message: "--dataflow.regoin is not an option of this program; did you mean --dataflow.region?",
    },
    { argv: ["--numWorkers=0"], message: "an integer, at least 1" },
    { argv: ["--labels=team"], message: 'pairs of a name and a value: a=b,c=d, or JSON such as {"a":"b"}' },
    { argv: ['--labels={"team":1}'], message: `--labels can't be "{"team":1}".` },
    { argv: ["--experiments=a,,b"], message: "one or more texts with commas between them" },
    { argv: ["--project"], message: "--project is given without a value." },
  ])("refuses $argv", ({ argv, message }) => {
    expect(() => parseOptions({}, argv)).toThrow(OptionError);
    expect(() => parseOptions({}, argv)).toThrow(message);
  });
});

describe("Dataflow's options in a program", () => {
  it("are given as a group", () => {
    const dataflow = { project: "p", labels: { team: "search" } };
    expect(fillOptions({}, { runner: "dataflow", dataflow }).dataflow).toEqual(dataflow);
  });

  it("are told of where one is given by itself", () => {
    // What a program without types may give.
    const given = { project: "p" } as never;
    expect(() => fillOptions({}, given)).toThrow("give Dataflow's by its name:  { dataflow: { project: ... } }");
  });
});

describe("help", () => {
  const helpOf = (argv: string[], spec = {}): string => {
    let text = "";
    const terminal = {
      program: "node counts.ts",
      width: 100,
      print: (printed: string) => void (text += printed),
      exit: (): never => {
        throw new Error("exit");
      },
    };
    expect(() => parseOptionsAt(terminal, spec, argv)).toThrow("exit");
    return text;
  };

  it("shows Dataflow's options to who asks for them, and where to ask to others", () => {
    expect(helpOf(["--help"])).toMatch(/\n\nOptions of Dataflow: {2}--runner=dataflow --help\n$/);
    expect(helpOf(["--help"])).not.toContain("--numWorkers");
    for (const argv of [
      ["--runner=dataflow", "--help"],
      ["--help", "--runner", "dataflow"],
    ]) {
      const text = helpOf(argv);
      expect(text).toContain("\nOptions of --runner=dataflow:\n");
      for (const name of Object.keys(dataflowOptions)) expect(text).toMatch(new RegExp(`--(\\[no-\\])?${name}\\b`));
    }
  });

  it("shows what an option is written as beside the program's own", () => {
    const text = helpOf(["--runner=dataflow", "--help"], { network: option.string({ help: "which graph" }) });
    expect(text).toMatch(/^ {6}--network <string> +which graph$/m);
    expect(text).toMatch(/^ {6}--dataflow\.network <string> +the network that workers are in$/m);
  });
});
