import { describe, expect, it } from "vitest";
import type { Pipeline } from "../../sdk/index.ts";
import { encodeElements, inGlobalWindow, type RemoteStage } from "./remote-stage.ts";
import { endAfterEach, newPipeline, setting } from "./setting.ts";

endAfterEach();

describe("a group whose tail the runner keeps", () => {
  const grouping = (): Pipeline => {
    const p = newPipeline();
    p.create([["k", 0] as [string, number]])
      .groupByKey()
      .map("Step", ([key, values]) => [key, [...values, ...values]])
      .reshuffle("Out");
    return p;
  };
  // kv: "k" in the value coder, then the iterable of which only a token is here.
  const element = (stage: RemoteStage, token: string): Uint8Array => {
    const source = stage.sources[0]!;
    const whole = encodeElements(stage.coder(source), [inGlobalWindow(["k", []])]);
    const tail = Buffer.from([
      0xff,
      0xff,
      0xff,
      0xff,
      ...Array<number>(9).fill(0xff),
      1,
      token.length,
      ...Buffer.from(token),
    ]);
    return Buffer.concat([whole.subarray(0, whole.length - 4), tail]);
  };
  const valuesOf = (stage: RemoteStage, values: number[]): Uint8Array => {
    const whole = encodeElements(stage.coder(stage.sources[0]!), [inGlobalWindow(["k", values])]);
    const none = encodeElements(stage.coder(stage.sources[0]!), [inGlobalWindow(["k", []])]);
    return whole.subarray(none.length);
  };

  it("is whole when it is iterated, as often as one likes, though an element goes on in the next page", async () => {
    const { runner, stage, put } = await setting(grouping(), "Step", { hasState: true });
    const bytes = valuesOf(stage, [1, 2 ** 40, 3]);
    runner.answerState = ({ request }) => {
      const at = request.case === "get" ? (request.value.continuationToken[0] ?? 0) : 0;
      return {
        response: {
          case: "get",
          value: {
            data: bytes.subarray(at, at + 3),
            continuationToken: at + 3 < bytes.length ? Uint8Array.of(at + 3) : new Uint8Array(),
          },
        },
      };
    };
    const answer = runner.process("Step", "b1");
    await runner.send("b1", stage.sources[0]!, Buffer.concat([element(stage, "t1"), element(stage, "t2")]), true);
    await expect(answer).resolves.toMatchObject({ error: "" });
    await runner.untilOutput(() => runner.output("b1", stage.sinks[0]!).isLast);
    const values = [1, 2 ** 40, 3];
    expect(put("b1")).toEqual([
      ["k", [...values, ...values]],
      ["k", [...values, ...values]],
    ]);
    expect(runner.stateRequests.every(({ instructionId }) => instructionId === "b1")).toBe(true);
    const tokens = runner.stateRequests.map(({ stateKey }) =>
      stateKey?.type.case === "runner" ? Buffer.from(stateKey.type.value.key).toString() : "",
    );
    expect([...new Set(tokens)]).toEqual(["t1", "t2"]);
  });

  it("fails its bundle when the runner refuses to give it", async () => {
    const { runner, stage } = await setting(grouping(), "Step", { hasState: true });
    runner.answerState = () => ({ error: "no such token" });
    const answer = runner.process("Step", "b1");
    await runner.send("b1", stage.sources[0]!, element(stage, "t1"), true);
    expect((await answer).error).toContain("The runner has refused to get state: no such token");
  });
});
