import fc from "fast-check";
import { expect, it } from "vitest";

import { millis } from "../values/duration.ts";
import { option } from "./option.ts";
import { parseOptions } from "./parse-options.ts";
import { durationType } from "./value-type.ts";

it("gives back every string that is written behind a sign of equality", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(parseOptions({ text: option.string() }, [`--text=${text}`]).text).toBe(text);
    }),
  );
});

it("gives back every list, in its order", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (items) => {
      expect(
        parseOptions(
          { item: option.list() },
          items.map((item) => `--item=${item}`),
        ).item,
      ).toEqual(items);
    }),
  );
});

it("gives back every finite number and every safe integer", () => {
  const spec = { number: option.number({ required: true }), integer: option.integer({ required: true }) };
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), (number, integer) => {
      const options = parseOptions(spec, [`--number=${number}`, "--integer", String(integer)]);
      // String(-0) is "0".
      expect(options.number).toBe(number === 0 ? 0 : number);
      expect(options.integer).toBe(integer);
    }),
  );
});

it("parses the text that help shows for a duration as that duration", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e15 }), (length) => {
      expect(durationType.parse(durationType.format(millis(length)))).toEqual(millis(length));
    }),
  );
});
