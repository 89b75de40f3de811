import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Pipeline } from "../../sdk/index.ts";
import { monitoringInfoSpecs } from "../../sdk/model/monitoring-info-specs.ts";
import { urns } from "../../sdk/model/urns.ts";
import { endAfterEach, newPipeline, setting, tenfold } from "./setting.ts";

endAfterEach();

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
