import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";

// What a user reads first is the first line of the compiler's message: it is held here, in the words of our types.

interface Misuse {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

const misuses: readonly Misuse[] = [
  {
    name: "groupByKey of what is no pair",
    code: "words.groupByKey();",
    message: thisOf("string", "KV<unknown, unknown>"),
  },
  {
    name: "keys of what is no pair",
    code: "words.keys();",
    message: thisOf("string", "KV<unknown, unknown>"),
  },
  {
    name: "mapValues of what is no pair",
    code: "words.mapValues((n: number) => n);",
    message: thisOf("string", "KV<unknown, number>"),
  },
  {
    name: "combinePerKey of values that the CombineFn doesn't take",
    code: "words.keyBy((word) => word.length).combinePerKey(sum());",
    message: thisOf("[number, string]", "KV<number, number>"),
  },
  {
    name: "combinePerKey, with a name, of values that the CombineFn doesn't take",
    code: 'words.keyBy((word) => word.length).combinePerKey("Sum", sum());',
    message: thisOf("[number, string]", "KV<number, number>"),
  },
  {
    name: "combineGlobally of elements that the CombineFn doesn't take",
    code: "words.combineGlobally(sum());",
    message:
      "Argument of type 'CombineFn<number, ExactSum, number>' is not assignable to parameter of type 'CombineFn<string, ExactSum, number>'.",
  },
  {
    name: "a CombineFn that is not called",
    code: "words.combineGlobally(count);",
    message:
      "Argument of type '() => CombineFn<unknown, number, number>' is not assignable to parameter of type 'CombineFn<string, unknown, unknown>'.",
  },
  {
    name: "a function of other elements",
    code: "words.map((n: number) => n);",
    message:
      "Argument of type '(n: number) => number' is not assignable to parameter of type '(element: string, context: ElementContext<SideValues<NoSideInputs>>) => number'.",
  },
  {
    name: "a field that elements don't have",
    code: "words.map((word) => word.size);",
    message: "Property 'size' does not exist on type 'string'.",
  },
  {
    name: "flatMap to what is not many",
    code: "words.flatMap((word) => word.length);",
    message: "Type 'number' is not assignable to type 'Many<Element> | PromiseLike<Iterable<Element>>'.",
  },
  {
    name: "emit of another type",
    code: "doFn<string, number>()({ process(word, { emit }) { emit(word); } });",
    message: "Argument of type 'string' is not assignable to parameter of type 'number'.",
  },
  {
    name: "emitTo an output that is not declared",
    code: 'doFn<string>()({ outputs: { short: output<string>() }, process(word, { emitTo }) { emitTo("shrot", word); } });',
    message: `Argument of type '"shrot"' is not assignable to parameter of type '"short"'.`,
  },
  {
    name: "an output that is not declared",
    code: "words.parDo(doFn<string>()({ outputs: { short: output<string>() }, process() {} })).long;",
    message:
      "Property 'long' does not exist on type '{ readonly output: PCollection<string>; } & { readonly short: PCollection<string>; }'.",
  },
  {
    name: "a DoFn of other elements",
    code: "words.parDo(doFn<number>()({ process() {} }));",
    message:
      "Argument of type 'DoFn<number, number, NoOutputs, NoSide>' is not assignable to parameter of type 'DoFn<string, number, NoOutputs, NoSide>'.",
  },
  {
    name: "a side input that the step is not given",
    code: "words.map((word, { side }) => side.stop);",
    message: "Property 'stop' does not exist on type 'SideValues<NoSideInputs>'.",
  },
  {
    name: "a side input that doesn't say how it is read",
    code: "words.map((word) => word, { side: { stop: words } });",
    message: "No overload matches this call.",
  },
  {
    name: "a map of what is no pair",
    code: "words.asMap();",
    message: thisOf("string", "KV<unknown, unknown>"),
  },
  {
    name: "a DoFn without the side inputs that it declares",
    code: "words.parDo(doFn<string>()({ side: { stop: sideInput.set<string>() }, process() {} }));",
    message: "Expected 2 arguments, but got 1.",
  },
  {
    name: "a DoFn without one of the side inputs that it declares",
    code: "words.parDo(doFn<string>()({ side: { stop: sideInput.set<string>() }, process() {} }), { side: {} });",
    message:
      "Property 'stop' is missing in type '{}' but required in type 'NeededSideInputs<{ readonly stop: ReadonlySet<string>; }>'.",
  },
  {
    name: "a DoFn with a side input that is read as something else",
    code: "words.parDo(doFn<string>()({ side: { stop: sideInput.set<string>() }, process() {} }), { side: { stop: words.asList() } });",
    message: "Type 'SideInput<readonly string[]>' is not assignable to type 'SideInput<ReadonlySet<string>>'.",
  },
  {
    name: "a coder of other elements",
    code: "words.withCoder(varintCoder);",
    message: thisOf("string", "number"),
  },
  {
    name: "a schema that the elements lack a field of",
    code: "words.map((id) => ({ id })).withSchema(schema.struct({ id: schema.string(), price: schema.double() }));",
    message: thisOf("{ id: string; }", "NoInfer<{ id: string; price: number; }>"),
  },
  {
    name: "timestamps that are no instants",
    code: "words.withTimestamps((word) => word);",
    message: "Type 'string' is not assignable to type 'Instant | PromiseLike<Instant>'.",
  },
  {
    name: "one string as all elements",
    code: 'p.create("abc");',
    message: "Argument of type 'string' is not assignable to parameter of type 'Elements<string>'.",
  },
  {
    name: "a composite of other elements",
    code: "words.apply((numbers: PCollection<number>) => numbers);",
    message:
      "Argument of type '(numbers: PCollection<number>) => PCollection<number>' is not assignable to parameter of type '(input: PCollection<string>) => PCollection<number>'.",
  },
  {
    name: "a composite of pairs on what is no pair",
    code: "words.apply(countPerKey());",
    message:
      "Argument of type '<K>(input: PCollection<KV<K, unknown>>) => PCollection<[K, number]>' is not assignable to parameter of type '(input: PCollection<string>) => PCollection<[unknown, number]>'.",
  },
  {
    name: "a flatten of what is no collection",
    code: "flatten([words, 3]);",
    message: "No overload matches this call.",
  },
];

function thisOf(got: string, wanted: string): string {
  return `The 'this' context of type 'PCollection<${got}>' is not assignable to method's 'this' of type 'PCollection<${wanted}>'.`;
}

const prelude = `
  import { doFn, flatten, output, Pipeline, schema, sideInput, varintCoder, type PCollection } from "../index.ts";
  import { count, countPerKey, sum } from "../../transforms/index.ts";
  const p = Pipeline.create();
  const words = p.create(["to be"]);
  export const used = [doFn, flatten, output, schema, sideInput, varintCoder, count, countPerKey, sum, words] as readonly unknown[];
  export type Used = PCollection<string>;
`;

describe("the compiler's message", { timeout: 60_000 }, () => {
  let messages: ReadonlyMap<string, readonly string[]>;

  beforeAll(() => {
    messages = compile(
      new Map([...misuses, { name: "the prelude alone", code: "" }].map(({ name, code }) => [name, code])),
    );
  }, 60_000);

  it("is none where nothing is wrong", () => {
    expect(messages.get("the prelude alone")).toEqual([]);
  });

  it.each(misuses)("is one, short and in the model's words: $name", ({ name, message }) => {
    expect(messages.get(name)).toEqual([message]);
    expect(message.length).toBeLessThanOrEqual(200);
  });
});

/** Compiles each program, as strictly as a user may; returns the first lines of the errors of each. */
function compile(programs: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, noUncheckedIndexedAccess: true },
    ...{ allowImportingTsExtensions: true, erasableSyntaxOnly: true, types: ["node"], lib: ["lib.es2024.d.ts"] },
    ...{ target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext },
  };
  const files = new Map(
    [...programs].map(([name, code], i) => [`${import.meta.dirname}/misuse-${i}.ts`, { name, code }]),
  );
  const host = ts.createCompilerHost(options);
  host.fileExists = (path) => files.has(path) || ts.sys.fileExists(path);
  host.readFile = (path) => {
    const file = files.get(path);
    return file === undefined ? ts.sys.readFile(path) : prelude + file.code;
  };
  const program = ts.createProgram({ rootNames: [...files.keys()], options, host });
  return new Map(
    [...files].map(([path, { name }]) => {
      const diagnostics = program.getSemanticDiagnostics(program.getSourceFile(path));
      return [
        name,
        diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n").split("\n")[0]!),
      ];
    }),
  );
}
