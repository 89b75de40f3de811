import { describe, expectTypeOf, it } from "vitest";
import { option } from "../options/option.ts";
import type { PipelineOptions } from "../options/pipeline-options.ts";
import { definePipeline } from "./define-pipeline.ts";
import type { Pipeline } from "./pipeline.ts";

describe("definePipeline", () => {
  it("gives the function the options as they are declared", () => {
    const definition = definePipeline(
      (p, options) => {
        expectTypeOf(options.input).toEqualTypeOf<string>();
        expectTypeOf(options.top).toEqualTypeOf<number | undefined>();
        expectTypeOf(options.runner).toEqualTypeOf<string>();
        expectTypeOf(p.options.input).toEqualTypeOf<string>();
        // @ts-expect-error -- no option has that name
        expectTypeOf(options.other);
      },
      { options: { input: option.string({ required: true }), top: option.integer() } },
    );
    expectTypeOf<Parameters<typeof definition.run>[0]>().toEqualTypeOf<
      Partial<{ readonly input: string; readonly top: number | undefined } & PipelineOptions> | undefined
    >();
    // @ts-expect-error -- an option of another type
    void definition.build({ input: 1 });
  });

  it("may be async, return anything, and declare no options", () => {
    definePipeline(async (p) => {
      expectTypeOf(p).toExtend<Pipeline>();
      expectTypeOf(await p.value("n", () => Promise.resolve(1))).toEqualTypeOf<number>();
    });
    definePipeline((p) => p.create([1]).map((n) => n));
  });

  it("declares no option that every program has", () => {
    // @ts-expect-error -- `runner` is one of those
    definePipeline(() => undefined, { options: { runner: option.string() } });
  });
});
