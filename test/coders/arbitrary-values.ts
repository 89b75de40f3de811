// Arbitrary values of every type that the value coder carries.

import fc from "fast-check";

/** Strings of any code units, so also with lone surrogates. */
const anyString: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

/** Numbers, with those at the edges of the format's forms. */
const anyNumber: fc.Arbitrary<number> = fc.oneof(
  fc.double(),
  fc.integer({ min: -200, max: 200 }),
  fc.maxSafeInteger(),
  fc.constantFrom(
    0,
    -0,
    111,
    112,
    -16,
    -17,
    2 ** 31,
    -(2 ** 31),
    2 ** 32,
    2 ** 53,
    -(2 ** 53),
    Number.NaN,
    Infinity,
    -Infinity,
  ),
);

const anyPrimitive = fc.oneof(
  fc.constantFrom(undefined, null, true, false),
  anyNumber,
  anyString,
  fc.bigInt(),
  fc.constantFrom(0n, 127n, 128n, -128n, 2n ** 63n, -(2n ** 64n)),
);

const anyDate = fc.date({ noInvalidDate: false });

const anyBinary = fc.oneof(
  fc.uint8Array(),
  fc.int8Array(),
  fc.uint8ClampedArray(),
  fc.int16Array(),
  fc.uint16Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.float32Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.bigUint64Array(),
  fc.uint8Array().map((bytes) => bytes.slice().buffer),
  fc.uint8Array().map((bytes) => new DataView(bytes.slice().buffer)),
);

const anyScalarObject = fc.oneof(
  anyDate,
  fc.webUrl().map((url) => new URL(url)),
  fc
    .record({
      source: fc.constantFrom("a+", "[/]\\d", "(?<x>.)"),
      flags: fc.constantFrom("", "g", "giy", "u"),
      at: fc.nat(9),
    })
    .map(({ source, flags, at }) => Object.assign(new RegExp(source, flags), { lastIndex: at })),
);

/** Arrays of which some places are holes. */
function withHoles(element: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> {
  const place = fc.oneof({ arbitrary: fc.record({ value: element }), weight: 3 }, fc.constant(null));
  return fc.array(place, { maxLength: 20 }).map((places) => {
    const array: unknown[] = [];
    array.length = places.length;
    for (const [index, filled] of places.entries()) if (filled !== null) array[index] = filled.value;
    return array;
  });
}

function anyError(cause: fc.Arbitrary<unknown>): fc.Arbitrary<Error> {
  const classes = [Error, TypeError, RangeError, SyntaxError];
  const single = fc
    .record({ type: fc.constantFrom(...classes), message: anyString, cause, code: fc.option(fc.string()) })
    .map(({ type, message, cause: reason, code }) => {
      const error = new type(message, reason === undefined ? undefined : { cause: reason });
      return code === null ? error : Object.assign(error, { code });
    });
  const aggregate = fc.array(single, { maxLength: 2 }).map((errors) => new AggregateError(errors, "several"));
  return fc.oneof({ arbitrary: single, weight: 3 }, aggregate);
}

/** Any value that the value coder carries, but instances of registered classes. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    anyPrimitive,
    anyScalarObject,
    anyBinary,
    withHoles(tie("value")),
    fc.array(tie("value"), { maxLength: 40 }),
    fc.dictionary(fc.oneof(anyString, fc.constant("__proto__")), tie("value"), { maxKeys: 6, noNullPrototype: true }),
    fc
      .dictionary(anyString, tie("value"), { maxKeys: 3 })
      .map((value) => Object.assign(Object.create(null) as object, value)),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(tie("value"), { maxLength: 4 }).map((elements) => new Set(elements)),
    anyError(tie("value")),
  ),
})).value;
