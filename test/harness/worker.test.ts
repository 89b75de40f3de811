import { describe, expect, it } from "vitest";
import { onABusyMachine } from "../on-a-busy-machine.ts";
import { endAfterEach, newRunner, setting, tenfold, workerOf } from "./setting.ts";

endAfterEach();

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
    expect(performance.now() - startedAt).toBeLessThan(onABusyMachine(2_000));
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
