import { describe } from "vitest";
import { bundlings } from "../../sdk/options/pipeline-options.ts";
import { definedExamples, itAgreesOnExamples } from "./compare-example.ts";

/** A bundle for each of their thousands of words is a matter of seconds. */
const manyKeys = ["autocomplete", "distinct", "tf-idf"];

describe.each(bundlings)("the direct runner, strict, with bundles of %s", (bundling) => {
  const isFine = bundling === "one-element" || bundling === "one-key";
  itAgreesOnExamples("direct", {
    names: [...definedExamples.keys()].filter((name) => !(isFine && manyKeys.includes(name))),
    options: () => ({ strict: true, bundling }),
  });
});
