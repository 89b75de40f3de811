import { expectTypeOf, it } from "vitest";
import { flatten, type PCollection } from "../index.ts";

declare const words: PCollection<string>;
declare const numbers: PCollection<number>;
declare const many: PCollection<string>[];

it("gives the union of its inputs' types", () => {
  expectTypeOf(flatten([words, numbers])).toEqualTypeOf<PCollection<string | number>>();
  expectTypeOf(flatten("Name", [words, numbers])).toEqualTypeOf<PCollection<string | number>>();
  expectTypeOf(flatten([words, words])).toEqualTypeOf<PCollection<string>>();
  expectTypeOf(flatten([words])).toEqualTypeOf<PCollection<string>>();
});

it("takes arrays whose length is not known", () => {
  expectTypeOf(flatten(many)).toEqualTypeOf<PCollection<string>>();
  expectTypeOf(flatten("Name", many)).toEqualTypeOf<PCollection<string>>();
});

it("takes collections", () => {
  // @ts-expect-error -- 3 is no collection
  flatten([words, 3]);
  // @ts-expect-error -- the collections come in one array
  flatten(words, numbers);
});
