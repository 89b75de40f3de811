import { expect, it, onTestFinished } from "vitest";
import { DataConnection } from "../../sdk/harness/data/data-connection.ts";
import { addService, makeServer } from "../../sdk/harness/rpc/server.ts";
import { BeamFnData } from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";

const chunkBytes = 512 * 1024;
const chunkCount = 100;

/** Starts a runner that reads nothing of its data stream before it is told to. */
async function startLateReader(): Promise<{ address: string; read: () => void; received: number[] }> {
  const server = makeServer();
  const reading = Promise.withResolvers<undefined>();
  const received: number[] = [];
  addService(server, BeamFnData, {
    data: async (stream) => {
      await reading.promise;
      for await (const { data } of stream) for (const { data: bytes } of data) received.push(bytes[0] ?? -1);
    },
  });
  const address = await server.listen();
  onTestFinished(() => {
    server.close();
  });
  return { address, read: () => reading.resolve(undefined), received };
}

const chunk = (i: number): { data: { data: Uint8Array }[] } => ({
  data: [{ data: new Uint8Array(chunkBytes).fill(i) }],
});

it("a bundle comes to its end though its runner reads no output before the answer, and loses none", async () => {
  const { address, read, received } = await startLateReader();
  const connection = new DataConnection(address, "w1");
  let waits = 0;
  for (let i = 0; i < chunkCount; i++) {
    const taken = connection.send(chunk(i));
    if (taken !== undefined) waits++;
    await taken;
  }
  // A runner that reads now and then is waited for; one that doesn't is waited for once.
  expect(waits).toBeGreaterThan(0);
  expect(waits).toBeLessThan(20);
  expect(received).toEqual([]);
  read();
  await expect.poll(() => received.length, { timeout: 10_000 }).toBe(chunkCount);
  expect(received).toEqual(Array.from({ length: chunkCount }, (_, i) => i));
  await connection.end();
});

it("a runner that reads again is waited for again", async () => {
  const { address, read, received } = await startLateReader();
  const connection = new DataConnection(address, "w1");
  for (let i = 0; i < chunkCount; i++) await connection.send(chunk(i));
  read();
  await expect.poll(() => received.length, { timeout: 10_000 }).toBe(chunkCount);
  // More than the windows of the stream hold, and all at once.
  const sent = Array.from({ length: chunkCount }, (_, i) => connection.send(chunk(i)));
  const waits = sent.filter((taken) => taken !== undefined);
  expect(waits.length).toBeGreaterThan(0);
  await Promise.all(waits);
  await connection.end();
});
