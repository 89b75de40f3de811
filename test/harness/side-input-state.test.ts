import { create } from "@bufbuild/protobuf";
import { afterEach, describe, expect, it } from "vitest";
import { intervalWindowCoder } from "../../sdk/coders/interval-window-coder.ts";
import { kvCoder } from "../../sdk/coders/kv-coder.ts";
import { stringUtf8Coder } from "../../sdk/coders/string-utf8-coder.ts";
import { varintCoder } from "../../sdk/coders/varint-coder.ts";
import type { Coder } from "../../sdk/coders/coder.ts";
import type { SideInputRef } from "../../sdk/exec/sides/side-input-reader.ts";
import { BundleState } from "../../sdk/harness/state/bundle-state.ts";
import { SideInputState } from "../../sdk/harness/state/side-input-state.ts";
import { StateCache } from "../../sdk/harness/state/state-cache.ts";
import { StateConnection } from "../../sdk/harness/state/state-connection.ts";
import { ProcessBundleRequest_CacheTokenSchema } from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { IntervalWindow, type Window } from "../../sdk/values/window.ts";
import { endAfterEach, newRunner } from "./setting.ts";

endAfterEach();
const connections: StateConnection[] = [];
afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.end()));
});

const window = new IntervalWindow(0, 10);
const windowCoder = intervalWindowCoder as Coder<Window>;
const pairs: SideInputRef = {
  transformId: "join",
  tag: "side-prices",
  coder: kvCoder(stringUtf8Coder, varintCoder),
  windowCoder,
};

/** A runner that answers every read by these bytes, so many a page. */
async function sideInputs(bytes: readonly number[], pageBytes: number, token?: string) {
  const runner = await newRunner();
  const asked: string[] = [];
  runner.answerState = ({ stateKey, request }) => {
    if (request.case !== "get") return {};
    const at = request.value.continuationToken[0] ?? 0;
    if (at === 0) {
      const { case: kind, value } = stateKey?.type as { case: string; value: Record<string, unknown> };
      const { window: bounds, key } = value as { window: Uint8Array; key?: Uint8Array };
      const text = key === undefined ? "" : ` ${Buffer.from(key).toString("hex")}`;
      asked.push(
        `${kind} ${String(value.transformId)} ${String(value.sideInputId)} ${Buffer.from(bounds).toString("hex")}${text}`,
      );
    }
    const continuationToken = at + pageBytes < bytes.length ? Uint8Array.of(at + pageBytes) : new Uint8Array();
    return {
      response: { case: "get", value: { data: Uint8Array.from(bytes.slice(at, at + pageBytes)), continuationToken } },
    };
  };
  const connection = new StateConnection(runner.address, "w1");
  connections.push(connection);
  const cacheTokens =
    token === undefined
      ? []
      : [
          create(ProcessBundleRequest_CacheTokenSchema, {
            type: { case: "sideInput", value: { transformId: "join", sideInputId: "side-prices" } },
            token: Buffer.from(token),
          }),
        ];
  const cache = new StateCache();
  const bundle = (): SideInputState =>
    new SideInputState(new BundleState({ instructionId: "b1", connection, cache, cacheTokens }));
  return { asked, bundle };
}

async function collected(pages: AsyncIterable<readonly unknown[]>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

// The window's last bytes are its span, as a varint: 10 ms.
const windowBytes = "800000000000000a0a";

describe("a side input in a runner's state", () => {
  it("is read by its transform, tag and window, through all pages", async () => {
    const { asked, bundle } = await sideInputs([1, 97, 3, 1, 98, 4, 2, 99, 99, 5], 4);
    expect(await bundle().elements(pairs, window)).toEqual([
      ["a", 3],
      ["b", 4],
      ["cc", 5],
    ]);
    expect(asked).toEqual([`iterableSideInput join side-prices ${windowBytes}`]);
  });

  it("is read page by page, anew each time", async () => {
    const { asked, bundle } = await sideInputs([1, 97, 3, 1, 98, 4], 4);
    const { pages } = { pages: bundle().pages(pairs, window) };
    expect(await collected(pages)).toEqual([
      ["a", 3],
      ["b", 4],
    ]);
    expect(await collected(bundle().pages(pairs, window))).toHaveLength(2);
    expect(asked).toHaveLength(2);
  });

  it("is read by key, in the key's nested encoding", async () => {
    const { asked, bundle } = await sideInputs([3, 4], 1);
    expect(await collected(bundle().valuePages(pairs, window, "tea"))).toEqual([3, 4]);
    expect(asked).toEqual([`multimapSideInput join side-prices ${windowBytes} 03746561`]);
  });

  it("is asked for once where the runner gives a token for it, whole or by pages", async () => {
    const { asked, bundle } = await sideInputs([1, 97, 3], 2, "v1");
    expect(bundle().version(pairs)).toBe("v1");
    for (let i = 0; i < 2; i++) {
      expect(await bundle().elements(pairs, window)).toEqual([["a", 3]]);
      expect(await collected(bundle().pages(pairs, window))).toEqual([["a", 3]]);
    }
    expect(asked).toHaveLength(1);
  });

  it("has no version where the runner gives no token for it", async () => {
    const { bundle } = await sideInputs([], 1);
    expect(bundle().version(pairs)).toBeUndefined();
    expect(await bundle().elements(pairs, window)).toEqual([]);
  });
});
