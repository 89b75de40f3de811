import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { boolCoder } from "../coders/bool-coder.ts";
import { bytesCoder } from "../coders/bytes-coder.ts";
import type { Coder } from "../coders/coder.ts";
import { CoderError } from "../coders/coder-error.ts";
import { customCoder } from "../coders/custom-coder.ts";
import { customWindowCoder } from "../coders/custom-window-coder.ts";
import { doubleCoder } from "../coders/double-coder.ts";
import { decodeBytes, encodeBytes } from "../coders/encode-bytes.ts";
import { globalWindowCoder } from "../coders/global-window-coder.ts";
import { intervalWindowCoder } from "../coders/interval-window-coder.ts";
import { iterableCoder } from "../coders/iterable-coder.ts";
import { jsonCoder } from "../coders/json-coder.ts";
import { kvCoder } from "../coders/kv-coder.ts";
import { lengthPrefixCoder } from "../coders/length-prefix-coder.ts";
import { nullableCoder } from "../coders/nullable-coder.ts";
import { paramWindowedValueCoder } from "../coders/param-windowed-value-coder.ts";
import { rowCoder } from "../coders/row-coder.ts";
import { shardedKeyCoder } from "../coders/sharded-key-coder.ts";
import { stateBackedIterableCoder } from "../coders/state-backed-iterable-coder.ts";
import { stringUtf8Coder } from "../coders/string-utf8-coder.ts";
import { timerCoder } from "../coders/timer-coder.ts";
import { canonicalValueCoder, valueCoder } from "../coders/value-coder.ts";
import { varint64Coder } from "../coders/varint64-coder.ts";
import { varintCoder } from "../coders/varint-coder.ts";
import { windowedValueCoder } from "../coders/windowed-value-coder.ts";
import { FunctionTable } from "../fn/function-table.ts";
import { describeCoder } from "../graph/graph-errors.ts";
import {
  CoderSchema,
  ComponentsSchema,
  type Coder as CoderProto,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";
import * as schema from "../schema/builders.ts";
import { NO_FIRING } from "../values/pane.ts";
import { GLOBAL_WINDOW, GLOBAL_WINDOWS, IntervalWindow } from "../values/window.ts";
import { coderFromProto, CoderReader, standardCoderUrns } from "./coders.ts";
import { OpaqueCoder } from "./coders/opaque-coder.ts";
import { ComponentWriter } from "./component-writer.ts";
import { defaultEnvironment } from "./environment.ts";
import { purlinUrns } from "./purlin-urns.ts";

const context = { timestamp: 5, windows: GLOBAL_WINDOWS, pane: NO_FIRING };
const constants = encodeBytes(windowedValueCoder(bytesCoder, globalWindowCoder), {
  ...context,
  value: new Uint8Array(),
});
const point = customCoder<number>({
  name: "point",
  encode: (value) => Uint8Array.of(value),
  decode: ([value = 0]) => value,
});

const samples: readonly { coder: Coder<unknown>; value: unknown }[] = [
  { coder: bytesCoder, value: Uint8Array.of(1, 2) },
  { coder: boolCoder, value: true },
  { coder: stringUtf8Coder, value: "é" },
  { coder: varintCoder, value: -3 },
  { coder: varint64Coder, value: 2n ** 60n },
  { coder: doubleCoder, value: 0.5 },
  { coder: globalWindowCoder, value: GLOBAL_WINDOW },
  { coder: intervalWindowCoder, value: new IntervalWindow(0, 10) },
  { coder: customWindowCoder(intervalWindowCoder), value: new IntervalWindow(0, 10) },
  { coder: kvCoder(stringUtf8Coder, kvCoder(varintCoder, valueCoder)), value: ["k", [1, { x: null }]] },
  { coder: iterableCoder(varint64Coder), value: [1n, 2n] },
  { coder: lengthPrefixCoder(stringUtf8Coder), value: "a" },
  { coder: nullableCoder(doubleCoder), value: null },
  { coder: shardedKeyCoder(stringUtf8Coder), value: { key: "k", shardId: Uint8Array.of(7) } },
  {
    coder: timerCoder(varintCoder, globalWindowCoder),
    value: { key: 1, tag: "t", windows: GLOBAL_WINDOWS, isCleared: true },
  },
  { coder: windowedValueCoder(varintCoder, globalWindowCoder), value: { ...context, value: 9 } },
  { coder: paramWindowedValueCoder(varintCoder, globalWindowCoder, constants), value: { ...context, value: 9 } },
  { coder: rowCoder(schema.struct({ user: schema.string() })), value: { user: "ada" } },
  { coder: valueCoder, value: new Map([[1, undefined]]) },
  { coder: canonicalValueCoder, value: { b: 1, a: 2n } },
  { coder: jsonCoder(), value: { a: [1] } },
  { coder: point, value: 200 },
  { coder: { ...point, kind: "mine", components: [varintCoder] }, value: 4 },
  { coder: stateBackedIterableCoder<unknown>(varintCoder, () => () => []), value: [1, 2] },
];

/** Lists a coder as a pipeline does. */
function listed(coder: Coder<unknown>, functions = new FunctionTable()) {
  const writer = new ComponentWriter(create(ComponentsSchema), functions, defaultEnvironment());
  const id = writer.coderId(coder);
  return { id, coders: writer.coders, functions };
}

function protos(...coders: [id: string, urn: string, components?: string[]][]): Record<string, CoderProto> {
  return Object.fromEntries(
    coders.map(([id, urn, componentCoderIds = []]) => [id, create(CoderSchema, { spec: { urn }, componentCoderIds })]),
  );
}

describe("the table of coders", () => {
  it("has every standard coder of the model, but that of schemas, which the model has not described", () => {
    const { schema: _, ...described } = urns.coders;
    expect([...standardCoderUrns].sort()).toEqual(Object.values(described).sort());
  });

  it.each(samples.map((sample) => ({ ...sample, name: describeCoder(sample.coder) })))(
    "gives back a coder that reads what $name wrote",
    ({ coder, value }) => {
      const { id, coders, functions } = listed(coder);
      const read = new CoderReader(coders, { functions, resolveIterable: () => () => [] }).coder(id);
      expect(describeCoder(read)).toBe(describeCoder(coder));
      expect(decodeBytes(read, encodeBytes(coder, value))).toEqual(value);
      expect(encodeBytes(read, value)).toEqual(encodeBytes(coder, value));
    },
  );

  it("tells varints of numbers and of bigints apart, by a payload that others ignore", () => {
    const pair = listed(kvCoder(varintCoder, varint64Coder));
    expect(coderFromProto(pair.coders, pair.id).components).toEqual([varintCoder, varint64Coder]);
    expect(Object.values(pair.coders).map(({ spec }) => spec?.urn)).toEqual(
      expect.arrayContaining([urns.coders.varint, urns.coders.varint]),
    );
  });

  it("lists equal coders once, however they were made", () => {
    const twice = listed(kvCoder(iterableCoder(varintCoder), iterableCoder(varintCoder)));
    expect(Object.keys(twice.coders)).toEqual(["varint", "iterable", "kv"]);
  });

  it("lists two coders of the program's own as two, and one used twice as one", () => {
    const other = { ...point };
    expect(Object.keys(listed(kvCoder(point, kvCoder(other, point))).coders)).toEqual([
      "custom",
      "custom_2",
      "kv",
      "kv_2",
    ]);
  });

  it("finds a coder of the program's own in the function table, the same object", () => {
    const { id, coders, functions } = listed(point);
    expect(coderFromProto(coders, id, functions)).toBe(point);
  });
});

describe("a coder that this SDK doesn't know", () => {
  const unknown = new OpaqueCoder("test:coder:v1", Uint8Array.of(1, 2), [varintCoder]);

  it("keeps its URN, payload and components", () => {
    const { id, coders } = listed(kvCoder(unknown, varintCoder));
    expect(coderFromProto(coders, id).components[0]).toEqual(unknown);
  });

  it.each([
    { name: "another program's coder", urn: purlinUrns.customCoder },
    { name: "an iterable in the runner's state", urn: urns.coders.stateBackedIterable, components: ["v"] },
    { name: "no URN", urn: "" },
  ])("is also one whose functions are not here: $name", ({ urn, components = [] }) => {
    const coder = coderFromProto(protos(["v", urns.coders.varint], ["c", urn, components]), "c");
    expect(coder).toBeInstanceOf(OpaqueCoder);
  });

  it.each([
    ["written", () => unknown.encode()],
    ["read", () => unknown.decode()],
    ["grouped", () => unknown.structuralValue()],
  ])("says its URN when elements are to be %s", (verb, use) => {
    expect(use).toThrow(CoderError);
    expect(use).toThrow(
      new RegExp(`to be ${verb} with a coder that this SDK doesn't know.\\n {2}coder {2}test:coder:v1`),
    );
  });
});

describe("a pipeline's coders are refused", () => {
  const { kv, varint, row, length_prefix } = { ...urns.coders, length_prefix: urns.coders.lengthPrefix };

  it.each([
    {
      name: "when one is missing",
      coders: protos(["c", kv, ["a", "b"]]),
      message: 'the coder "a", which it doesn\'t have',
    },
    {
      name: "when one is part of itself",
      coders: protos(["c", length_prefix, ["d"]], ["d", length_prefix, ["c"]]),
      message: 'The coder "c" is a component of itself.',
    },
    { name: "when components are missing", coders: protos(["c", kv]), message: 'The coder "c" has 0 components.' },
    {
      name: "when there are too many components",
      coders: protos(["v", varint], ["c", varint, ["v"]]),
      message: 'The coder "c" has 1 components.',
    },
    {
      name: "when the payload is garbage",
      coders: { c: create(CoderSchema, { spec: { urn: row, payload: Uint8Array.of(255) } }) },
      message: /The coder "c" can't be made: .*\n {2}coder {2}beam:coder:row:v1/,
    },
    { name: "when an id means a thing of JavaScript's", coders: protos(), id: "constructor", message: '"constructor"' },
  ])("$name", ({ coders, id = "c", message }) => {
    expect(() => coderFromProto(coders, id)).toThrow(message);
  });

  it("when the program has no function of that id", () => {
    const { id, coders } = listed(point);
    expect(() => coderFromProto(coders, id, new FunctionTable())).toThrow(
      'The coder "custom" can\'t be made: No function of kind coder has the id "0:coder:point" in this program',
    );
  });
});
