import { expectTypeOf, it } from "vitest";

import type { Duration } from "../values/duration.ts";
import { minutes } from "../values/duration.ts";
import type { DataflowOptions } from "./dataflow-options.ts";
import { option } from "./option.ts";
import { parseOptions } from "./parse-options.ts";
import type { PipelineOptions } from "./pipeline-options.ts";

const options = parseOptions({
  input: option.string({ default: "book.txt", help: "file or glob" }),
  output: option.string({ help: "a prefix" }),
  topic: option.string({ required: true }),
  ratio: option.number(),
  threads: option.integer({ default: 4, min: 1 }),
  limit: option.integer({ max: 10 }),
  every: option.duration({ default: minutes(5) }),
  format: option.choice(["csv", "json"], { default: "csv" }),
  level: option.choice(["low", "high"]),
  dryRun: option.boolean(),
  tag: option.list(),
  port: option.list({ of: option.integer(), required: true }),
  codec: option.list({ of: option.choice(["gzip", "zstd"]) }),
  home: option.string({ default: process.env.HOME }),
});

it("types each option by its kind, and undefined only where it may be missing", () => {
  expectTypeOf(options.input).toEqualTypeOf<string>();
  expectTypeOf(options.output).toEqualTypeOf<string | undefined>();
  expectTypeOf(options.topic).toEqualTypeOf<string>();
  expectTypeOf(options.ratio).toEqualTypeOf<number | undefined>();
  expectTypeOf(options.threads).toEqualTypeOf<number>();
  expectTypeOf(options.limit).toEqualTypeOf<number | undefined>();
  expectTypeOf(options.every).toEqualTypeOf<Duration>();
  expectTypeOf(options.format).toEqualTypeOf<"csv" | "json">();
  expectTypeOf(options.level).toEqualTypeOf<"low" | "high" | undefined>();
  expectTypeOf(options.dryRun).toEqualTypeOf<boolean>();
  expectTypeOf(options.tag).toEqualTypeOf<readonly string[]>();
  expectTypeOf(options.port).toEqualTypeOf<readonly number[]>();
  expectTypeOf(options.codec).toEqualTypeOf<readonly ("gzip" | "zstd")[]>();
  expectTypeOf(options.home).toEqualTypeOf<string | undefined>();
});

it("carries the options that every pipeline has", () => {
  expectTypeOf(options).toExtend<PipelineOptions>();
  expectTypeOf(options.runner).toEqualTypeOf<string>();
});

it("refuses what can't be meant", () => {
  // @ts-expect-error -- options are read-only
  options.input = "other";
  // @ts-expect-error -- no such option
  expectTypeOf(options.inptu).toBeAny();
  // @ts-expect-error -- every program has --quiet
  parseOptions({ quiet: option.boolean() });
  // @ts-expect-error -- the default is none of the choices
  option.choice(["csv", "json"], { default: "xml" });
  // @ts-expect-error -- the default is not a number
  option.number({ default: "4" });
  // @ts-expect-error -- what has a default is never missing
  option.string({ default: "a", required: true });
});

it("leaves the names of Dataflow's options to programs, whatever their types are", () => {
  const own = parseOptions({ project: option.integer({ default: 1 }), labels: option.list(), update: option.string() });
  expectTypeOf(own.project).toEqualTypeOf<number>();
  expectTypeOf(own.labels).toEqualTypeOf<readonly string[]>();
  expectTypeOf(own).toExtend<PipelineOptions>();
  expectTypeOf(own.dataflow).toEqualTypeOf<DataflowOptions | undefined>();
  // @ts-expect-error -- the group itself is every program's
  parseOptions({ dataflow: option.string() });
});
