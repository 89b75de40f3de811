// Elements that can't be carried, or not by their coder, and elements that are changed.
import {
  customCoder,
  doubleCoder,
  jsonCoder,
  kvCoder,
  schema,
  stringUtf8Coder,
  varintCoder,
  type Coder,
  type KV,
  type PCollection,
  type Pipeline,
} from "../../sdk/index.ts";
import { untyped, type BadProgram } from "./bad-program.ts";

/** A class that nobody has registered. */
class Money {
  readonly #cents = 100;

  get cents(): number {
    return this.#cents;
  }
}

interface Order {
  readonly order: unknown;
}

const made = (p: Pipeline, element: unknown): PCollection<KV<unknown, number>> =>
  p.create("In", [0]).map("Make", (): KV<unknown, number> => [element, 1]);

const cycle: { parts: unknown[] } = { parts: [] };
cycle.parts.push({ whole: cycle });

const coder = { error: "UserFunctionError", code: "PURLIN_CODER" };

const picky: Coder<string> = customCoder<string>({
  name: "picky",
  encode: () => {
    throw new RangeError("no");
  },
  decode: () => "",
});

const uncarried: readonly (Pick<BadProgram, "name" | "says"> & { readonly element: unknown })[] = [
  {
    name: "an instance of a class that is not registered",
    element: { order: { items: [0, 1, 2, { price: new Money() }] } },
    says: ["can't carry an instance of Money", /path +value\.order\.items\[3\]\.price\n/, "registerClass(Money)"],
  },
  {
    name: "a cycle",
    element: cycle,
    says: ["can't carry a cycle", /path +value\.parts\[0\]\.whole\n/, "refer to it by an id"],
  },
  {
    name: "a function",
    element: { order: { price: () => 5 } },
    says: ["can't carry the function", /path +value\.order\.price\n/, "data in the elements"],
  },
  { name: "a symbol", element: [Symbol("x")], says: ["can't carry the symbol", /path +value\[0\]\n/, "use a string"] },
  { name: "a promise", element: { order: Promise.resolve(1) }, says: [/path +value\.order\n/] },
  { name: "a WeakMap", element: new Map([["k", new WeakMap()]]), says: [/path +map\.get\("k"\)\n/] },
];

const madeByMake = { step: "Make", call: 'map("Make"' };

const keys = uncarried.map(({ name, element, says }): BadProgram => ({
  name: `${name} as a key`,
  build: (p) => made(p, element).groupByKey("S"),
  ...coder,
  step: "S",
  call: 'groupByKey("S"',
  says: [...says, /element +\[/],
  onWorker: madeByMake,
}));

/** Programs that fail wherever they run: keys are compared by their encodings. */
export const wrongKeys: readonly BadProgram[] = [
  ...keys,
  {
    name: "a key that its coder doesn't take",
    build: (p) =>
      made(p, 7)
        .withCoder(untyped<Coder<KV<unknown, number>>>(kvCoder(stringUtf8Coder, varintCoder)))
        .groupByKey("S"),
    ...coder,
    step: "S",
    call: 'groupByKey("S"',
    says: ["The string coder takes a string; got number.", /element +\[ 7, 1 \]/, "leave the coder out"],
    onWorker: madeByMake,
  },
  {
    name: "a key whose coder is not deterministic",
    build: (p) =>
      made(p, 7)
        .withCoder(kvCoder(untyped<Coder<unknown>>(jsonCoder()), varintCoder))
        .groupByKey("S"),
    error: "NonDeterministicKeyError",
    code: "PURLIN_KEY_CODER",
    says: ['"S" compares keys', /withCoder\(\.\.\.\) at test\/errors\/wrong-shapes\.ts:\d+:\d+/, "leave the coder out"],
  },
  {
    name: "a keyed step after a coder that is not one of pairs",
    build: (p) => made(p, 7).withCoder(untyped<Coder<KV<unknown, number>>>(varintCoder)).groupByKey("S"),
    error: "KeyedInputError",
    code: "PURLIN_KEYED_INPUT",
    says: ['"S" takes a PCollection whose coder is not one of pairs', /coder +varint/, "kvCoder(keyCoder, valueCoder)"],
  },
];

const order = schema.struct({ id: schema.int64(), to: schema.row(schema.struct({ zip: schema.string() })) });
const rows = (p: Pipeline, row: unknown): PCollection<unknown> =>
  p
    .create("In", [0])
    .map("S", () => untyped<{ id: number; to: { zip: string } }>(row))
    .withSchema(order)
    .reshuffle("Below");

const shapes: readonly BadProgram[] = [
  {
    name: "a string for an int64",
    build: (p) => rows(p, { id: "7", to: { zip: "1" } }),
    ...coder,
    step: "S",
    says: [
      `The field "id" can't be written: The varint coder takes whole numbers`,
      /path +value\.id\n/,
      /element +\{ id: '7'/,
      "give it another type in the schema",
    ],
  },
  {
    name: "a number for a string, in a row of a row",
    build: (p) => rows(p, { id: 7, to: { zip: 1 } }),
    ...coder,
    step: "S",
    says: [`The field "zip" can't be written`, /path +value\.to\.zip\n/],
  },
  {
    name: "a field that is missing",
    build: (p) => rows(p, { to: { zip: "1" } }),
    ...coder,
    step: "S",
    says: ['The field "id" is null or missing', "schema.nullable(...)"],
  },
  {
    name: "an element that is no row",
    build: (p) => rows(p, undefined),
    ...coder,
    step: "S",
    says: ["got undefined"],
  },
  {
    name: "a coder of other elements",
    build: (p) =>
      p
        .create("In", [0])
        .map("S", () => untyped<number>("x"))
        .withCoder(doubleCoder)
        .reshuffle("Below"),
    ...coder,
    step: "S",
    says: ["The double coder takes a number; got string.", /element +'x'/],
  },
  {
    name: "a coder that refuses",
    build: (p) =>
      p
        .create("In", [0])
        .map("S", () => "x")
        .withCoder(picky)
        .reshuffle("Below"),
    error: "UserFunctionError",
    code: "PURLIN_USER_FUNCTION",
    step: "S",
    says: ["RangeError: no", /element +'x'/, /thrown at +test\/errors\/wrong-shapes\.ts/],
    cause: new RangeError("no"),
  },
  ...uncarried.map(({ name, element, says }): BadProgram => ({
    name: `${name} as an element`,
    build: (p) =>
      p
        .create("In", [0])
        .map("S", () => untyped<Order>(element))
        .reshuffle("Below"),
    ...coder,
    step: "S",
    says,
  })),
];

/** Programs whose elements fail where they are encoded: on workers, and in strict mode after the step that makes them. */
export const wrongShapes: readonly BadProgram[] = shapes;

const strict = { strict: true } as const;

/** Programs that strict mode alone finds out. */
export const strictlyWrong: readonly BadProgram[] = [
  ...shapes.map((program): BadProgram => ({ ...program, call: 'map("S"', options: strict })),
  {
    name: "a field that the schema hasn't",
    build: (p) => rows(p, { id: 7, to: { zip: "1" }, note: "x" }),
    error: "LossyCoderError",
    code: "PURLIN_LOSSY_CODER",
    step: "S",
    call: 'map("S"',
    says: [/path +value\.note\n/, /came out +undefined/, "leave the coder out"],
    options: strict,
  },
  {
    name: "an input that is changed",
    build: (p) =>
      p.create("In", [{ n: 1 }]).map("S", (element) => {
        element.n = 2;
        return element;
      }),
    error: "MutatedElementError",
    code: "PURLIN_MUTATED_ELEMENT",
    step: "S",
    call: 'map("S"',
    says: [
      /processed element +\{ n: 1 \}/,
      /thrown at +test\/errors\/wrong-shapes\.ts/,
      "copy what is to be another one",
    ],
    options: strict,
  },
  {
    name: "a Map that is changed",
    build: (p) => p.create("In", [new Map([[1, 2]])]).map("S", (element) => element.set(3, 4).size),
    error: "MutatedElementError",
    code: "PURLIN_MUTATED_ELEMENT",
    step: "S",
    call: 'map("S"',
    says: [/element after +Map\(2\)/],
    options: strict,
  },
];
