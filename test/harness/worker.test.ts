import { setImmediate, setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { startWorker, type Worker, type WorkerOptions } from "../../sdk/harness/worker.ts";
import { doFn, fixedWindows, IntervalWindow, millis, Pipeline } from "../../sdk/index.ts";
import { monitoringInfoSpecs } from "../../sdk/model/monitoring-info-specs.ts";
import { urns } from "../../sdk/model/urns.ts";
import { NO_FIRING } from "../../sdk/values/pane.ts";
import type { WindowedValue } from "../../sdk/values/windowed-value.ts";
import { FakeRunner } from "./fake-runner.ts";
import { decodeElements, encodeElements, inGlobalWindow, remoteStage, type RemoteStage } from "./remote-stage.ts";

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

const newPipeline = (): Pipeline => Pipeline.create({ quiet: true });

async function newRunner(): Promise<FakeRunner> {
  const runner = await FakeRunner.start();
  ending.push(() => {
    runner.close();
  });
  return runner;
}

/** Starts a worker of a pipeline's functions that ends with the test. */
function workerOf(runner: FakeRunner, pipeline: Pipeline, options: Partial<WorkerOptions> = {}): Worker {
  const worker = startWorker({
    id: "w1",
    controlEndpoint: runner.address,
    provisionEndpoint: runner.address,
    functions: pipeline.functions,
    ...options,
  });
  ending.push(() => worker.stop());
  return worker;
}

/** A runner and a worker for the stage of one step, which has one source and one sink. */
interface Setting {
  readonly runner: FakeRunner;
  readonly worker: Worker;
  readonly stage: RemoteStage;
  /** Sends the elements of a bundle, all of them. */
  feed(id: string, values: readonly unknown[]): Promise<void>;
  /** What a bundle has put out. */
  put(id: string): unknown[];
}

async function setting(pipeline: Pipeline, step: string, parts: SettingParts = {}): Promise<Setting> {
  const runner = await newRunner();
  runner.runnerCapabilities = parts.runnerCapabilities ?? [];
  const stage = await remoteStage(pipeline, step, runner.address, {
    ...(parts.hasState === true ? { stateAddress: runner.address, hasStateBackedIterables: true } : {}),
  });
  runner.descriptors.set(stage.descriptor.id, stage.descriptor);
  const [source = ""] = stage.sources;
  const [sink = ""] = stage.sinks;
  return {
    runner,
    stage,
    worker: workerOf(runner, pipeline, parts.worker),
    feed: (id, values) =>
      runner.send(id, source, encodeElements(stage.coder(source), values.map(inGlobalWindow)), true),
    put: (id) => decodeElements(stage.coder(sink), runner.output(id, sink).chunks).map(({ value }) => value),
  };
}

interface SettingParts {
  readonly runnerCapabilities?: string[];
  readonly hasState?: boolean;
  readonly worker?: Partial<WorkerOptions>;
}

/** A pipeline of one stage between two shuffles: `Step` gives ten times each number. */
function tenfold(fn: (n: number) => number | Promise<number> = (n) => n * 10): Pipeline {
  const p = newPipeline();
  p.create([0]).reshuffle().map("Step", fn).reshuffle("Out");
  return p;
}

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
    p.create(["" as string])
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
    // Sends until nothing moves for a while.
    for (let before = -1; before !== sent;) {
      before = sent;
      await setTimeout(200);
    }
    expect(sent).toBeGreaterThan(16);
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
});

describe("a bundle that fails", () => {
  const failing = (): Pipeline =>
    tenfold((n) => {
      if (n === 2) throw new RangeError("no twos");
      return n;
    });

  it("tells the step, the element, the place in the program and the stack", async () => {
    const p = failing();
    const { runner, feed } = await setting(p, "Step");
    const answer = runner.process("Step", "b1");
    await feed("b1", [1, 2]);
    const { error } = await answer;
    expect(error).toContain('The function of step "Step" failed: RangeError: no twos');
    expect(error).toMatch(/element +2/);
    expect(error).toMatch(/Caused by: RangeError: no twos\n +at .*worker\.test\.ts:\d+:\d+/);
  });

  it("leaves others alone, and the next one of its kind runs on new steps", async () => {
    const { runner, stage, feed, put } = await setting(failing(), "Step");
    const other = runner.process("Step", "other");
    const bad = runner.process("Step", "bad");
    await feed("bad", [2]);
    expect((await bad).error).not.toBe("");
    await feed("bad", [3, 4]); // what was on its way
    await feed("other", [5]);
    expect((await other).error).toBe("");
    const next = runner.process("Step", "next");
    await feed("next", [6]);
    expect((await next).error).toBe("");
    await runner.untilOutput(() => runner.output("next", stage.sinks[0]!).isLast);
    expect([put("other"), put("next")]).toEqual([[5], [6]]);
  });

  it("is one whose descriptor nobody has, is another program's, or can't be decoded", async () => {
    const { runner, stage } = await setting(tenfold(), "Step");
    expect((await runner.process("Nothing")).error).toContain("there is no descriptor Nothing");
    const foreign = await remoteStage(tenfold(), "Step", runner.address, { id: "foreign" });
    const step = Object.values(foreign.descriptor.transforms).find(({ uniqueName }) => uniqueName === "Step");
    step!.spec!.urn = "beam:transform:mystery:v1";
    runner.descriptors.set("foreign", foreign.descriptor);
    expect((await runner.process("foreign")).error).toContain("beam:transform:mystery:v1");
    const answer = runner.process("Step", "garbage");
    await runner.send("garbage", stage.sources[0]!, Uint8Array.of(1, 2, 3), true);
    expect((await answer).error).toContain("An element from the runner can't be decoded");
  });

  it("is one to which timers are sent, which nothing here serves", async () => {
    const { runner, stage } = await setting(tenfold(), "Step");
    const transformId = stage.sources[0]!;
    const answer = runner.process("Step", "b1");
    await runner.sendElements({ timers: [{ instructionId: "b1", transformId, timers: new Uint8Array(3) }] });
    expect((await answer).error).toContain("this worker serves no timers");
  });
});

describe("metrics", () => {
  const counting = (): Pipeline => {
    const p = newPipeline();
    p.create([0])
      .reshuffle()
      .map("Step", (n, { metrics }) => {
        metrics.counter("seen").inc();
        metrics.counter("halves").inc(0.5);
        metrics.distribution("sizes").update(n * 100);
        return n;
      })
      .reshuffle("Out");
    return p;
  };

  it("are reported by short ids that the worker explains, and begin anew with each bundle", async () => {
    const { runner, stage, feed } = await setting(counting(), "Step", {
      runnerCapabilities: [urns.runnerCapabilities.monitoringInfoShortIds],
    });
    for (const id of ["b1", "b2"]) {
      const answer = runner.process("Step", id);
      await feed(id, [1, 2, 3]);
      const { response } = await answer;
      if (response.case !== "processBundle") throw new Error("no response");
      expect(response.value.monitoringInfos).toEqual([]);
      const ids = Object.keys(response.value.monitoringData);
      const told = await runner.instruct({ case: "monitoringInfos", value: { monitoringInfoId: [...ids, "unknown"] } });
      if (told.response.case !== "monitoringInfos") throw new Error("no response");
      const infos = told.response.value.monitoringInfo;
      expect(Object.keys(infos).sort()).toEqual(ids.sort());
      const report = Object.entries(infos).map(([shortId, { urn, labels }]) => [
        urn,
        labels.NAME ?? labels.PCOLLECTION ?? labels.PTRANSFORM,
        [...(response.value as { monitoringData: Record<string, Uint8Array> }).monitoringData[shortId]!],
      ]);
      expect(report).toContainEqual([monitoringInfoSpecs.userSumInt64.urn, "seen", [3]]);
      expect(report).toContainEqual([monitoringInfoSpecs.userSumDouble.urn, "halves", [0x3f, 0xf8, 0, 0, 0, 0, 0, 0]]);
      expect(report).toContainEqual([
        monitoringInfoSpecs.userDistributionInt64.urn,
        "sizes",
        [3, 0xd8, 4, 100, 0xac, 2],
      ]);
      expect(report).toContainEqual([monitoringInfoSpecs.dataChannelReadIndex.urn, stage.sources[0], [3]]);
      expect(
        report.filter(([urn]) => urn === monitoringInfoSpecs.elementCount.urn).map(([, , payload]) => payload),
      ).toEqual([[3], [3]]);
    }
  });

  it("are reported whole to a runner without short ids, and while the bundle runs", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<number>();
    const { runner, feed } = await setting(
      tenfold((n) => (n === 3 ? released : n)),
      "Step",
    );
    const answer = runner.process("Step", "b1");
    await feed("b1", [1, 2, 3, 4]);
    const readIndex = async (): Promise<number | undefined> => {
      const { response } = await runner.instruct({ case: "processBundleProgress", value: { instructionId: "b1" } });
      if (response.case !== "processBundleProgress") throw new Error("no response");
      const info = response.value.monitoringInfos.find(
        ({ urn }) => urn === monitoringInfoSpecs.dataChannelReadIndex.urn,
      );
      return info?.payload[0];
    };
    while ((await readIndex()) !== 3) await setImmediate();
    release(3);
    await answer;
    expect(await readIndex()).toBeUndefined();
  });
});

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

describe("a worker", () => {
  it("says who it is on every stream", async () => {
    const p = tenfold();
    const { runner, feed } = await setting(p, "Step", { hasState: true });
    workerOf(runner, p, { id: "w1", loggingEndpoint: runner.address });
    await runner.statusPage();
    const answer = runner.process("Step", "b1");
    await feed("b1", [1]);
    await answer;
    for (const method of [
      "control",
      "data",
      "state",
      "logging",
      "getProvisionInfo",
      "workerStatus",
      "getProcessBundleDescriptor",
    ]) {
      await expect.poll(() => runner.workerIds.get(method), { message: method }).toBe("w1");
    }
  });

  it("ends when the runner ends the control stream, and when the runner is gone", async () => {
    const first = await setting(tenfold(), "Step");
    await first.runner.statusPage();
    await first.runner.endControl();
    await first.worker.finished;
    const second = await setting(tenfold(), "Step");
    const answer = second.runner.process("Step", "b1");
    await second.feed("b1", [1]);
    await answer;
    second.runner.close();
    await second.worker.finished;
  });

  it("fails when there is no runner", async () => {
    const runner = await newRunner();
    runner.close();
    const worker = workerOf(runner, tenfold());
    await expect(worker.finished).rejects.toMatchObject({ code: "PURLIN_RPC" });
  });

  it("lets its bundles end when it is drained, and takes no others", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<number>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    const { runner, worker, feed } = await setting(
      tenfold(async () => {
        begin(undefined);
        return released;
      }),
      "Step",
    );
    const running = runner.process("Step", "b1");
    await feed("b1", [1]);
    await begun;
    const drained = worker.drain();
    expect((await runner.process("Step", "b2")).error).toContain("is ending");
    release(1);
    expect((await running).error).toBe("");
    await drained;
  });

  it("stops at once though a function never settles", async () => {
    const { runner, worker, feed } = await setting(
      tenfold(() => new Promise(() => undefined)),
      "Step",
    );
    const answer = runner.process("Step", "b1");
    await feed("b1", [1]);
    await runner.statusPage();
    const startedAt = performance.now();
    await worker.stop();
    expect(performance.now() - startedAt).toBeLessThan(2000);
    void answer;
  });

  it("shows its bundles and its memory on the status page", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<number>();
    const { runner, feed } = await setting(
      tenfold(() => released),
      "Step",
    );
    const answer = runner.process("Step", "b1");
    await feed("b1", [1]);
    await expect.poll(() => runner.statusPage()).toMatch(/bundles: 1\n {2}b1 {2}descriptor Step .* 1 elements read/);
    expect(await runner.statusPage()).toMatch(/Purlin worker w1, Node v\d+[^]*resident [\d.]+ MiB/);
    release(1);
    await answer;
    await expect.poll(() => runner.statusPage()).toMatch(/idle plans: 1\nbundles: 0$/);
  });

  it("logs what has failed, with the bundle's id and the stack", async () => {
    const runner = await newRunner();
    const p = tenfold();
    const worker = workerOf(runner, p, { loggingEndpoint: runner.address });
    await runner.process("Nothing", "b1");
    await worker.stop();
    await expect.poll(() => runner.logEntries.length).toBe(1);
    expect(runner.logEntries[0]).toMatchObject({ instructionId: "b1" });
    expect(runner.logEntries[0]?.message).toContain("there is no descriptor Nothing");
    expect(runner.logEntries[0]?.trace).toContain("    at ");
  });

  it("answers what it has nothing to say to, and refuses what it does not know", async () => {
    const { runner } = await setting(tenfold(), "Step");
    await expect(runner.instruct({ case: "processBundleSplit", value: {} })).resolves.toMatchObject({
      error: "",
      response: { case: "processBundleSplit", value: { channelSplits: [], primaryRoots: [] } },
    });
    for (const kind of ["finalizeBundle", "harnessMonitoringInfos"] as const) {
      await expect(runner.instruct({ case: kind, value: {} })).resolves.toMatchObject({
        error: "",
        response: { case: kind },
      });
    }
    expect((await runner.instruct({ case: undefined })).error).toContain("of a kind that this SDK doesn't know");
  });

  it("runs descriptors that were registered without asking for them", async () => {
    const { runner, stage, feed } = await setting(tenfold(), "Step");
    runner.descriptors.clear();
    await runner.instruct({ case: "register", value: { processBundleDescriptor: [stage.descriptor] } });
    const answer = runner.process("Step", "b1");
    await feed("b1", [1]);
    await expect(answer).resolves.toMatchObject({ error: "" });
  });

  it("gives samples of what crosses its border, once", async () => {
    const { runner, stage, feed } = await setting(tenfold(), "Step");
    const answer = runner.process("Step", "b1");
    await feed("b1", [7]);
    await answer;
    const sampled = async (): Promise<number> => {
      const { response } = await runner.instruct({ case: "sampleData", value: {} });
      return response.case === "sampleData" ? Object.keys(response.value.elementSamples).length : -1;
    };
    expect(await sampled()).toBe(stage.sources.length + stage.sinks.length);
    expect(await sampled()).toBe(0);
  });
});
