import { describe, expect, it } from "vitest";
import type { Pipeline } from "../../sdk/index.ts";
import { remoteStage } from "./remote-stage.ts";
import { endAfterEach, setting, tenfold } from "./setting.ts";

endAfterEach();

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
    expect(error).toMatch(/Caused by: RangeError: no twos\n +at .*failures\.test\.ts:\d+:\d+/);
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

  it("is one whose data service can't be reached, and others still run", async () => {
    const { runner, feed } = await setting(tenfold(), "Step");
    const lost = await remoteStage(tenfold(), "Step", "127.0.0.1:1", { id: "lost" });
    runner.descriptors.set("lost", lost.descriptor);
    expect((await runner.process("lost")).error).toContain("The call BeamFnData.Data failed");
    expect((await runner.process("lost")).error).toContain("address  127.0.0.1:1");
    const other = runner.process("Step", "other");
    await feed("other", [1]);
    expect((await other).error).toBe("");
  });
});
