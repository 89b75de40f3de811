import { afterAll, beforeAll, expect, it } from "vitest";
import { FakePubSub, type WaitingMessage } from "../services/dataflow/fake-pubsub.ts";
import { dataflowTools, useDataflow } from "../services/dataflow/use-dataflow.ts";
import { describeWithTools } from "../services/tools.ts";
import totals from "./programs/pubsub-totals.ts";

const subscription = "projects/test-project/subscriptions/orders";
const topic = "projects/test-project/topics/totals";
const minute = 60_000;

describeWithTools("a streaming job, by the double of Dataflow on Prism", dataflowTools("prism"), () => {
  const pubSub = new FakePubSub(topic);
  const dataflow = useDataflow("prism", { pubSub });
  beforeAll(() => pubSub.start());
  afterAll(() => pubSub.stop());

  const order = (orderId: string, shop: string, orderedAt: number): WaitingMessage => ({
    data: new Uint8Array(),
    attributes: { orderId, shop, orderedAt: String(orderedAt) },
    publishMillis: orderedAt + 5,
  });

  it("reads what waits at a subscription, and publishes what comes of each window", { timeout: 120_000 }, async () => {
    pubSub.waiting.set(subscription, [
      order("1", "north", 0),
      order("2", "north", minute - 1),
      order("3", "south", 10),
      order("1", "north", 0),
      order("4", "north", minute),
    ]);
    const own = { runner: "dataflow", quiet: true, jobName: "totals" };
    const { state } = await totals.run({ ...own, subscription, topic, dataflow: dataflow.options() });
    expect(state).toBe("done");
    const published = pubSub
      .published(topic)
      .map(({ data, orderingKey }) => [orderingKey, Buffer.from(data).toString()]);
    expect(published.sort()).toEqual([
      ["north", "1"],
      ["north", "2"],
      ["south", "1"],
    ]);
    expect(dataflow.double().jobs.map(({ job: { type } }) => type)).toEqual(["JOB_TYPE_STREAMING"]);
  });
});
