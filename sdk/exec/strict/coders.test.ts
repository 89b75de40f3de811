import { describe, expect, it } from "vitest";
import { errorOf } from "../../../test/direct/error-of.ts";
import {
  customCoder,
  jsonCoder,
  kvCoder,
  Pipeline,
  rowCoder,
  schema,
  stringUtf8Coder,
  valueCoder,
} from "../../index.ts";
import { LossyCoderError, UnstableKeyError } from "./strict-errors.ts";

function strict(): Pipeline {
  return Pipeline.create({ quiet: true, strict: true });
}

class Unregistered {
  readonly x = 1;
}

describe("strict mode, where coders are at fault", () => {
  const point = customCoder<{ x: number; y: number }>({
    name: "point",
    encode: ({ x }) => Buffer.from(String(x)),
    decode: (bytes) => ({ x: Number(Buffer.from(bytes).toString()), y: 0 }),
  });
  interface Loss {
    readonly name: string;
    readonly build: (p: Pipeline) => unknown;
    readonly facts: Readonly<Record<string, string>>;
  }
  const losses: readonly Loss[] = [
    {
      name: "JSON of a date",
      build: (p) =>
        p
          .create([1])
          .map("Make", () => ({ at: new Date(0) }))
          .withCoder(jsonCoder()),
      facts: { path: "value.at", "went in": "1970-01-01T00:00:00.000Z", "came out": "'1970-01-01T00:00:00.000Z'" },
    },
    {
      name: "JSON of NaN in a list",
      build: (p) =>
        p
          .create([1])
          .map("Make", () => ({ list: [1, Number.NaN] }))
          .withCoder(jsonCoder()),
      facts: { path: "value.list[1]", "went in": "NaN", "came out": "null" },
    },
    {
      name: "a coder that forgets a field",
      build: (p) =>
        p
          .create([1])
          .map("Make", () => ({ x: 1, y: 2 }))
          .withCoder(point),
      facts: { path: "value.y", "went in": "2", "came out": "0" },
    },
    {
      name: "a coder of the values of pairs that does",
      build: (p) =>
        p
          .create([1])
          .map("Make", (): [string, { x: number; y: number }] => ["a", { x: 1, y: 2 }])
          .withCoder(kvCoder(stringUtf8Coder, point)),
      facts: { path: "value.y", "went in": "2", "came out": "0" },
    },
    {
      name: "a row with a field that its schema doesn't have",
      build: (p) =>
        p
          .create([1])
          .map("Make", (): { id: number } => ({ id: 1, more: true }) as { id: number })
          .withCoder(rowCoder<{ id: number }>(schema.struct({ id: schema.int32() }))),
      facts: { path: "value.more", "went in": "true", "came out": "undefined" },
    },
  ];

  it.each(losses)("refuses a lossy coder: $name", async ({ build, facts }) => {
    const p = strict();
    build(p);
    const error = await errorOf(p);
    expect(error).toBeInstanceOf(LossyCoderError);
    expect(error.summary).toMatch(/^The coder of what step "Make" makes, .* does not give back what it was given\.$/);
    expect(error.facts).toMatchObject(facts);
  });

  it("takes a coder whose encodings differ each time, as long as what it gives back doesn't", async () => {
    let nonce = 0;
    const coder = customCoder<{ id: number }>({
      name: "nonce",
      encode: ({ id }) => Buffer.from(`${String(nonce++)}:${String(id)}`),
      decode: (bytes) => ({ id: Number(Buffer.from(bytes).toString().split(":")[1]) }),
    });
    const p = strict();
    p.create([1, 2])
      .map((id) => ({ id }))
      .withCoder(coder)
      .map(({ id }) => id);
    await expect(p.run()).resolves.toMatchObject({ state: "done" });
  });

  it("refuses keys whose encodings differ each time", async () => {
    let nonce = 0;
    const coder = customCoder<{ id: number }>({
      name: "nonce",
      encode: ({ id }) => Buffer.from(`${String(nonce++)}:${String(id)}`),
      decode: (bytes) => ({ id: Number(Buffer.from(bytes).toString().split(":")[1]) }),
      isDeterministic: true,
    });
    const p = strict();
    p.create([1])
      .map("Key", (id): [{ id: number }, unknown] => [{ id }, 1])
      .withCoder(kvCoder(coder, valueCoder))
      .groupByKey();
    const error = await errorOf(p);
    expect(error).toBeInstanceOf(UnstableKeyError);
    expect(error.summary).toBe(
      'A key that step "Key" makes is encoded differently each time, though its coder says that it is deterministic.',
    );
    expect(error.facts).toMatchObject({ key: "{ id: 1 }", "key coder": 'custom "nonce"' });
  });

  const cyclic = (): object => {
    const one: { self?: object } = {};
    one.self = one;
    return { deep: [one] };
  };
  it.each([
    { name: "cyclic", make: cyclic, path: "value.deep[0].self" },
    { name: "an instance of a class that is not registered", make: () => ({ a: new Unregistered() }), path: "value.a" },
    { name: "a function", make: () => ({ a: [() => 1] }), path: "value.a[0]" },
  ])("refuses an element that is $name at the step that makes it, also where nothing is encoded", async (value) => {
    const build = (p: Pipeline): void => {
      p.create([1])
        .map("Make", () => value.make() as { a: number })
        .map("Use", () => 1);
    };
    const lax = Pipeline.create({ quiet: true });
    build(lax);
    await lax.run();
    const p = strict();
    build(p);
    const error = await errorOf(p);
    expect(error.summary).toMatch(/^The function of step "Make" failed: CoderError: The value coder can't carry /);
    expect(error.facts.path).toBe(value.path);
  });

  it("refuses undefined where the coder wants a value, at the step that makes it", async () => {
    const p = strict();
    p.create([1])
      .map("Make", () => undefined as unknown as string)
      .withCoder(stringUtf8Coder)
      .map("Use", () => 1);
    expect((await errorOf(p)).summary).toMatch(/^The function of step "Make" failed: CoderError/);
  });
});
