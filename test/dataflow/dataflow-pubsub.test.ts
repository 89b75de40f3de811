import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DataflowJob } from "../../runners/dataflow/index.ts";
import type { DataflowOptions } from "../../sdk/options/dataflow-options.ts";
import { FakePubSub } from "../services/dataflow/fake-pubsub.ts";
import type { WaitingMessage } from "../services/dataflow/fake-subscription.ts";
import { dataflowTools, useDataflow } from "../services/dataflow/use-dataflow.ts";
import { describeWithTools } from "../services/tools.ts";
import totals from "./programs/pubsub-totals.ts";

const subscription = "projects/test-project/subscriptions/orders";
const topic = "projects/test-project/topics/totals";
const minute = 60_000;
const timeout = 120_000;

describeWithTools("streaming jobs, by the double of Dataflow on Prism", dataflowTools("prism"), () => {
  let pubSub: FakePubSub;
  const dataflow = useDataflow("prism", { pubSub: () => pubSub });
  beforeEach(async () => {
    pubSub = new FakePubSub({ subscriptions: [subscription], topics: [topic] });
    await pubSub.start();
  });
  afterEach(() => pubSub.stop());

  const order = (orderId: string, shop: string, orderedAt: number): WaitingMessage => ({
    data: new Uint8Array(),
    attributes: { orderId, shop, orderedAt: String(orderedAt) },
    publishMillis: orderedAt + 5,
  });
  const orders = [
    order("1", "north", 0),
    order("2", "north", minute - 1),
    order("3", "south", 10),
    order("1", "north", 0),
    order("4", "north", minute),
  ];
  const start = async (
    jobName: string,
    service: Partial<DataflowOptions> = {},
    options: { readonly counting?: string } = {},
  ): Promise<DataflowJob> => {
    const own = { runner: "dataflow", quiet: true, jobName, dataflow: { ...dataflow.options(), ...service } };
    const job = await (await totals.build({ ...own, subscription, topic, ...options })).start();
    if (!(job instanceof DataflowJob)) throw new Error("The job is another runner's.");
    return job;
  };
  const published = (): string[] =>
    pubSub
      .published(topic)
      .map(({ data, orderingKey }) => `${orderingKey} ${Buffer.from(data).toString()}`)
      .sort();
  const recordOf = (jobName: string) => dataflow.double().jobs.findLast(({ job }) => job.name === jobName);
  const isRunning = (jobName: string): Promise<void> =>
    vi.waitFor(() => expect(recordOf(jobName)?.state).toBe("JOB_STATE_RUNNING"), { timeout: 30_000 });

  it(
    "read what is sent to a subscription, each message once, and publish what comes of each window",
    async () => {
      pubSub.subscription(subscription).send(...orders);
      pubSub.subscription(subscription).end();
      const { state } = await (await start("totals")).waitUntilFinish();
      expect(state).toBe("done");
      expect(published()).toEqual(["north 1", "north 2", "south 1"]);
      expect(recordOf("totals")?.job.type).toBe("JOB_TYPE_STREAMING");
    },
    timeout,
  );

  it(
    "run until they are drained, and lose nothing",
    async () => {
      const job = await start("drained");
      await isRunning("drained");
      pubSub.subscription(subscription).send(...orders);
      expect(published()).toEqual([]);
      await job.drain();
      expect([job.state, recordOf("drained")?.state]).toEqual(["done", "JOB_STATE_DRAINED"]);
      expect(published()).toEqual(["north 1", "north 2", "south 1"]);
    },
    timeout,
  );

  it.each([
    { name: "of the same steps", jobName: "updated", service: {}, options: {} },
    {
      name: "whose steps are mapped",
      jobName: "mapped",
      service: { transformNameMapping: { Count: "Tally" } },
      options: { counting: "Tally" },
    },
  ])(
    "give their place to another one $name, which is followed on",
    { timeout },
    async ({ jobName, service, options }) => {
      const old = await start(jobName);
      await isRunning(jobName);
      const job = await start(jobName, { ...service, update: true }, options);
      await isRunning(jobName);
      await job.drain();
      await old.waitUntilFinish();
      expect([old.id, old.state]).toEqual([job.id, "done"]);
      const records = dataflow.double().jobs.filter(({ job: { name } }) => name === jobName);
      expect(records.map(({ state }) => state)).toEqual(["JOB_STATE_UPDATED", "JOB_STATE_DRAINED"]);
    },
  );

  it("go on where another one can't take their place, which fails", { timeout }, async () => {
    const old = await start("kept");
    await isRunning("kept");
    const job = await start("kept", { update: true }, { counting: "Tally" });
    await expect(job.waitUntilFinish()).rejects.toThrow(/not compatible.*missing steps Count/s);
    expect(old.state).toBe("running");
    await old.drain();
    expect(old.state).toBe("done");
  });
});
