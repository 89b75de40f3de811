import { clone } from "@bufbuild/protobuf";
import { PTransformSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { doFn, fixedWindows, IntervalWindow, millis } from "../../sdk/index.ts";
import { urns } from "../../sdk/model/urns.ts";
import { NO_FIRING } from "../../sdk/values/pane.ts";
import type { WindowedValue } from "../../sdk/values/windowed-value.ts";
import { decodeElements, encodeElements, inGlobalWindow } from "./remote-stage.ts";
import { endAfterEach, newPipeline, setting, tenfold } from "./setting.ts";

endAfterEach();

describe("a bundle", () => {
  it("takes its elements from the data stream and puts its output there, then answers", async () => {
    const { runner, stage, feed, put } = await setting(tenfold(), "Step");
    const answer = runner.process("Step", "b1");
    await feed("b1", [1, 2, 3]);
    await expect(answer).resolves.toMatchObject({
      instructionId: "b1",
      error: "",
      response: { case: "processBundle" },
    });
    await runner.untilOutput(() => runner.output("b1", stage.sinks[0]!).isLast);
    expect(put("b1")).toEqual([10, 20, 30]);
  });

  it("keeps the time, windows and pane of each element", async () => {
    const p = newPipeline();
    p.create([0])
      .window(fixedWindows(millis(10)))
      .reshuffle()
      .map("Step", (n) => -n)
      .reshuffle("Out");
    const { runner, stage } = await setting(p, "Step");
    const [source, sink] = [stage.sources[0]!, stage.sinks[0]!];
    const firing = { isFirst: false, isLast: false, timing: "late", index: 3, onTimeIndex: 2 } as const;
    const elements: WindowedValue<unknown>[] = [
      { value: 1, timestamp: 3, windows: [new IntervalWindow(0, 10)], pane: NO_FIRING },
      { value: 2, timestamp: 3, windows: [new IntervalWindow(0, 10)], pane: NO_FIRING },
      { value: 3, timestamp: 4, windows: [new IntervalWindow(0, 10)], pane: NO_FIRING },
      { value: 4, timestamp: 14, windows: [new IntervalWindow(10, 20)], pane: firing },
      { value: 5, timestamp: 3, windows: [new IntervalWindow(10, 20), new IntervalWindow(0, 10)], pane: firing },
      { value: 6, timestamp: 3, windows: [new IntervalWindow(0, 10)], pane: NO_FIRING },
    ];
    const answer = runner.process("Step", "b1");
    await runner.send("b1", source, encodeElements(stage.coder(source), elements), true);
    await answer;
    await runner.untilOutput(() => runner.output("b1", sink).isLast);
    const out = decodeElements(stage.coder(sink), runner.output("b1", sink).chunks);
    expect(out).toEqual(elements.map((element) => ({ ...element, value: -Number(element.value) })));
  });

  it("may have its elements in the request, and its output in the response where the runner takes it there", async () => {
    const capability = urns.runnerCapabilities.controlResponseElementsEmbedding;
    const { runner, stage, put } = await setting(tenfold(), "Step", { runnerCapabilities: [capability] });
    const source = stage.sources[0]!;
    const data = encodeElements(stage.coder(source), [4, 5].map(inGlobalWindow));
    const value = {
      processBundleDescriptorId: "Step",
      elements: { data: [{ instructionId: "b1", transformId: source, data, isLast: true }] },
    };
    const { response } = await runner.instruct({ case: "processBundle", value }, "b1");
    expect(response.case === "processBundle" && response.value.elements?.data.map(({ isLast }) => isLast)).toEqual([
      true,
    ]);
    expect(put("b1")).toEqual([40, 50]);
  });

  it("takes elements that come before its request, and others that are cut anywhere", async () => {
    const { runner, stage, put } = await setting(tenfold(), "Step");
    const source = stage.sources[0]!;
    const bytes = encodeElements(stage.coder(source), [1, 2 ** 40, "text", 3].map(inGlobalWindow));
    // The worker opens its data stream for the first bundle.
    const first = runner.process("Step", "first");
    await runner.send("first", source, new Uint8Array(), true);
    await first;
    for (let cut = 1; cut < bytes.length; cut++) {
      const id = `cut ${String(cut)}`;
      await runner.send(id, source, bytes.subarray(0, cut));
      const answer = runner.process("Step", id);
      await runner.send(id, source, bytes.subarray(cut));
      await runner.send(id, source, new Uint8Array(), true);
      await expect(answer).resolves.toMatchObject({ error: "" });
      await runner.untilOutput(() => runner.output(id, stage.sinks[0]!).isLast);
      expect(put(id)).toEqual([10, 10 * 2 ** 40, Number.NaN, 30]);
    }
  });

  it("runs beside others, whose elements come between its own", async () => {
    const { runner, stage, put } = await setting(
      tenfold(async (n) => setTimeout(n % 3, n * 10)),
      "Step",
    );
    const source = stage.sources[0]!;
    const ids = Array.from({ length: 8 }, (_, i) => `b${String(i)}`);
    const answers = ids.map((id) => runner.process("Step", id));
    for (let n = 0; n < 10; n++) {
      for (const id of ids) {
        await runner.send(id, source, encodeElements(stage.coder(source), [inGlobalWindow(n)]), n === 9);
      }
    }
    await Promise.all(answers);
    for (const id of ids) {
      await runner.untilOutput(() => runner.output(id, stage.sinks[0]!).isLast);
      expect(put(id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => n * 10));
    }
  });

  it("sends what it has made when that waits, before it ends", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<number>();
    const { runner, stage, feed, put } = await setting(
      tenfold((n) => (n === 2 ? released : n * 10)),
      "Step",
    );
    const answer = runner.process("Step", "b1");
    await feed("b1", [1, 2]);
    await runner.untilOutput(() => runner.output("b1", stage.sinks[0]!).chunks.length > 0);
    expect(put("b1")).toEqual([10]);
    release(99);
    await answer;
  });

  it("sets its DoFns up once for all bundles that follow each other, and tears them down when the worker ends", async () => {
    const events: string[] = [];
    const p = newPipeline();
    const fn = doFn<number>()({
      setup: () => events.push("setup"),
      process(n, { emit }) {
        emit(n);
      },
      teardown: () => void events.push("teardown"),
    });
    p.create([0]).reshuffle().parDo("Step", fn).reshuffle("Out");
    const { runner, worker, feed } = await setting(p, "Step");
    for (let i = 0; i < 20; i++) {
      const answer = runner.process("Step", `b${String(i)}`);
      await feed(`b${String(i)}`, [i]);
      await answer;
    }
    await worker.stop();
    expect(events).toEqual(["setup", "teardown"]);
  });
});

describe("back-pressure", () => {
  it("holds the runner back while a bundle is busy, and lets instructions through", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
    const p = newPipeline();
    let taken = 0;
    p.create([""])
      .reshuffle()
      .map("Step", async (text) => {
        await released;
        taken += text.length;
        return 0;
      })
      .reshuffle("Out");
    const { runner, stage } = await setting(p, "Step");
    const source = stage.sources[0]!;
    const chunk = encodeElements(stage.coder(source), [inGlobalWindow("x".repeat(1 << 20))]);
    const answer = runner.process("Step", "b1");
    let sent = 0;
    const sending = (async () => {
      for (; sent < 100; sent++) await runner.send("b1", source, chunk, sent === 99);
    })();
    await expect.poll(() => sent, { timeout: 20_000 }).toBeGreaterThan(16);
    // Goes on until nothing has moved for a second.
    for (let before = -1; before !== sent;) {
      before = sent;
      await setTimeout(1000);
    }
    expect(sent).toBeLessThan(80);
    await expect(
      runner.instruct({ case: "processBundleProgress", value: { instructionId: "b1" } }),
    ).resolves.toMatchObject({
      error: "",
    });
    release(undefined);
    await sending;
    await expect(answer).resolves.toMatchObject({ error: "" });
    expect(taken).toBe(100 * (1 << 20));
  }, 30_000);

  it("does not stop a bundle of two sources whose elements come in the wrong order", async () => {
    const p = newPipeline();
    let taken = 0;
    p.create([""])
      .reshuffle()
      .map("Step", (text) => (taken += text.length))
      .reshuffle("Out");
    const { runner, stage } = await setting(p, "Step");
    const first = stage.sources[0]!;
    const { transforms } = stage.descriptor;
    transforms.second = clone(PTransformSchema, transforms[first]!);
    runner.descriptors.set("Step", stage.descriptor);
    const chunk = encodeElements(stage.coder(first), [inGlobalWindow("x".repeat(1 << 20))]);
    const answer = runner.process("Step", "b1");
    for (let i = 0; i < 40; i++) await runner.send("b1", "second", chunk, i === 39);
    await runner.send("b1", first, chunk, true);
    await expect(answer).resolves.toMatchObject({ error: "" });
    expect(taken).toBe(41 * (1 << 20));
  }, 30_000);
});
