import { create } from "@bufbuild/protobuf";
import { afterEach, describe, expect, it } from "vitest";
import { BundleState } from "../../sdk/harness/state/bundle-state.ts";
import { IterableFetches } from "../../sdk/harness/state/iterable-fetches.ts";
import { StateCache } from "../../sdk/harness/state/state-cache.ts";
import { StateConnection } from "../../sdk/harness/state/state-connection.ts";
import { varintCoder } from "../../sdk/coders/varint-coder.ts";
import {
  ProcessBundleRequest_CacheTokenSchema,
  StateKeySchema,
  type ProcessBundleRequest_CacheToken,
  type StateKey,
} from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import type { FakeRunner } from "./fake-runner.ts";
import { endAfterEach, newRunner } from "./setting.ts";

endAfterEach();
const connections: StateConnection[] = [];
afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.end()));
});

const bag = (name: string): StateKey =>
  create(StateKeySchema, { type: { case: "bagUserState", value: { userStateId: name } } });
const side = (name: string): StateKey =>
  create(StateKeySchema, { type: { case: "iterableSideInput", value: { transformId: "t", sideInputId: name } } });
const userToken = (token: string): ProcessBundleRequest_CacheToken =>
  create(ProcessBundleRequest_CacheTokenSchema, { type: { case: "userState", value: {} }, token: Buffer.from(token) });
const sideToken = (sideInputId: string): ProcessBundleRequest_CacheToken =>
  create(ProcessBundleRequest_CacheTokenSchema, {
    type: { case: "sideInput", value: { transformId: "t", sideInputId } },
    token: Buffer.from("s"),
  });

/** A runner that keeps state as it is told to, two bytes a page. */
async function stateful(): Promise<{ runner: FakeRunner; connection: StateConnection; cache: StateCache }> {
  const runner = await newRunner();
  const kept = new Map<string, number[]>();
  runner.answerState = ({ stateKey, request }) => {
    const name = JSON.stringify(stateKey?.type.value);
    const bytes = kept.get(name) ?? [];
    if (request.case === "append") kept.set(name, [...bytes, ...request.value.data]);
    if (request.case === "clear") kept.delete(name);
    if (request.case !== "get") return {};
    const at = request.value.continuationToken[0] ?? 0;
    const continuationToken = at + 2 < bytes.length ? Uint8Array.of(at + 2) : new Uint8Array();
    return { response: { case: "get", value: { data: Uint8Array.from(bytes.slice(at, at + 2)), continuationToken } } };
  };
  const connection = new StateConnection(runner.address, "w1");
  connections.push(connection);
  return { runner, connection, cache: new StateCache() };
}

const join = (pages: readonly Uint8Array[]): number[] => [...Buffer.concat(pages)];

describe("the state of a bundle", () => {
  it("reads all pages of what was appended, until it is cleared", async () => {
    const { connection, cache } = await stateful();
    const state = new BundleState({ instructionId: "b1", connection, cache, cacheTokens: [] });
    state.append(bag("a"), Uint8Array.of(1, 2, 3));
    state.append(bag("a"), Uint8Array.of(4, 5));
    expect(join(await state.get(bag("a")))).toEqual([1, 2, 3, 4, 5]);
    state.clear(bag("a"));
    expect(join(await state.get(bag("a")))).toEqual([]);
    await state.written();
  });

  it("has requests of many keys under way at once, each with its own answer", async () => {
    const { connection, cache } = await stateful();
    const state = new BundleState({ instructionId: "b1", connection, cache, cacheTokens: [] });
    const numbers = Array.from({ length: 200 }, (_, i) => i);
    for (const n of numbers) state.append(bag(String(n)), Uint8Array.of(n, n, n));
    const all = await Promise.all(numbers.map((n) => state.get(bag(String(n)))));
    expect(all.map(join)).toEqual(numbers.map((n) => [n, n, n]));
  });

  it("asks a runner once under one token, in all bundles, and sees its own writes", async () => {
    const { runner, connection, cache } = await stateful();
    const bundle = (token: string): BundleState =>
      new BundleState({ instructionId: "b", connection, cache, cacheTokens: [userToken(token), sideToken("x")] });
    const first = bundle("t1");
    first.append(bag("a"), Uint8Array.of(1));
    expect(join(await first.get(bag("a")))).toEqual([1]);
    first.append(bag("a"), Uint8Array.of(2));
    await first.written();
    const asked = runner.stateRequests.length;
    expect(join(await bundle("t1").get(bag("a")))).toEqual([1, 2]);
    expect(runner.stateRequests.length).toBe(asked);
    expect(join(await bundle("t2").get(bag("a")))).toEqual([1, 2]);
    expect(runner.stateRequests.length).toBe(asked + 1);
    await bundle("t1").get(side("x"));
    await bundle("t2").get(side("x"));
    expect(runner.stateRequests.length).toBe(asked + 2);
    // A side input without a token of its own is never kept.
    await bundle("t1").get(side("y"));
    await bundle("t1").get(side("y"));
    expect(runner.stateRequests.length).toBe(asked + 4);
  });

  it("fails when the runner refuses a write, when it goes, and when there is none", async () => {
    const { runner, connection, cache } = await stateful();
    runner.answerState = () => ({ error: "read only" });
    const state = new BundleState({ instructionId: "b1", connection, cache, cacheTokens: [] });
    state.append(bag("a"), Uint8Array.of(1));
    await expect(state.written()).rejects.toThrow("The runner has refused to append state: read only");
    runner.close();
    await expect(state.get(bag("a"))).rejects.toThrow();
    const without = new BundleState({ instructionId: "b1", connection: undefined, cache, cacheTokens: [] });
    await expect(without.get(bag("a"))).rejects.toThrow("names no state service");
  });
});

it("refuses a group that is too large for memory, and says what to do", async () => {
  const { connection, cache } = await stateful();
  const state = new BundleState({ instructionId: "b1", connection, cache, cacheTokens: [] });
  const key = create(StateKeySchema, { type: { case: "runner", value: { key: Uint8Array.of(9) } } });
  state.append(key, new Uint8Array(5));
  const fetches = new IterableFetches(4);
  fetches.begin(state);
  const rest = fetches.resolve(Uint8Array.of(9), varintCoder);
  expect(fetches.isWanted).toBe(true);
  expect(() => [...rest()]).toThrow("before its tail was fetched");
  await expect(fetches.fetch()).rejects.toThrow(/The values of one key take more than[^]*combinePerKey/);
});
