import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseOptions } from "./parse-options.ts";

const word = fc.stringMatching(/^[A-Za-z0-9_./-]{1,12}$/);

describe("Dataflow's lists and maps on a command line", () => {
  it("give back every map that is written as JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (labels) => {
        expect(parseOptions({}, [`--labels=${JSON.stringify(labels)}`]).dataflow?.labels).toEqual({ ...labels });
      }),
    );
  });

  it("mean the same in one option and in several", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const together = parseOptions({}, [`--experiments=${words.join(",")}`]);
        const apart = parseOptions(
          {},
          words.map((one) => `--experiments=${one}`),
        );
        expect(together.dataflow).toEqual({ experiments: words });
        expect(apart.dataflow).toEqual(together.dataflow);
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(word, word, { minKeys: 1 }), (labels) => {
        const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
        const together = parseOptions({}, [`--labels=${pairs.join(",")}`]);
        const apart = parseOptions(
          {},
          pairs.map((pair) => `--labels=${pair}`),
        );
        expect(together.dataflow).toEqual({ labels: { ...labels } });
        expect(apart.dataflow).toEqual(together.dataflow);
      }),
    );
  });
});
