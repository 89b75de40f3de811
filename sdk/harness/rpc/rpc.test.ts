import { setImmediate } from "node:timers/promises";
import { status } from "@grpc/grpc-js";
import { afterEach, describe, expect, it } from "vitest";
import {
  BeamFnControl,
  BeamFnData,
  BeamFnExternalWorkerPool,
  BeamFnLogging,
  BeamFnState,
} from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { ArtifactRetrievalService } from "../../model/gen/org/apache/beam/model/job_management/v1/beam_artifact_api_pb.ts";
import { JobService } from "../../model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import { makeClient } from "./client.ts";
import { RpcError } from "./rpc-error.ts";
import { addService, makeServer } from "./server.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Starts a server and gives its address; it ends with the test. */
async function serving(add: (server: ReturnType<typeof makeServer>) => void): Promise<string> {
  const server = makeServer();
  closing.push(() => server.close());
  add(server);
  return server.listen();
}

/** Makes a client that ends with the test. */
const clientOf: typeof makeClient = (service, address, options) => {
  const client = makeClient(service, address, options);
  closing.push(() => client.close());
  return client;
};

async function collect<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const message of messages) all.push(message);
  return all;
}

describe("a unary call", () => {
  it("gives the handler's answer to the caller", async () => {
    const address = await serving((server) =>
      addService(server, BeamFnExternalWorkerPool, { startWorker: ({ workerId }) => ({ error: `no ${workerId}` }) }),
    );
    const { error } = await clientOf(BeamFnExternalWorkerPool, address).startWorker({ workerId: "7" });
    expect(error).toBe("no 7");
  });

  it("sends the client's metadata and the call's", async () => {
    const address = await serving((server) =>
      addService(server, BeamFnExternalWorkerPool, {
        stopWorker: (_, { metadata }) => ({ error: [metadata.get("worker_id"), metadata.get("also")].join() }),
      }),
    );
    const client = clientOf(BeamFnExternalWorkerPool, address, { metadata: { worker_id: "w1" } });
    await expect(client.stopWorker({}, { metadata: { also: "me" } })).resolves.toMatchObject({ error: "w1,me" });
  });

  it.each([
    {
      name: "what a handler has thrown",
      add: (server: ReturnType<typeof makeServer>) =>
        addService(server, BeamFnExternalWorkerPool, {
          startWorker: () => Promise.reject(new Error("out of workers")),
        }),
      code: status.UNKNOWN,
      message: "The call BeamFnExternalWorkerPool.StartWorker failed: out of workers",
    },
    {
      name: "the status that a handler has chosen",
      add: (server: ReturnType<typeof makeServer>) =>
        addService(server, BeamFnExternalWorkerPool, {
          startWorker: () => Promise.reject(new RpcError(status.NOT_FOUND, "no such job")),
        }),
      code: status.NOT_FOUND,
      message: "no such job",
    },
    {
      name: "that the service is not there",
      add: () => undefined,
      code: status.UNIMPLEMENTED,
      message: "another kind of server, or another version",
    },
  ])("is rejected with $name", async ({ add, code, message }) => {
    const client = clientOf(BeamFnExternalWorkerPool, await serving(add));
    const error = await client.startWorker({}).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({ status: code });
    expect(String(error)).toContain(message);
  });

  it("fails at once, with the address, where nothing listens", async () => {
    const server = makeServer();
    const address = await server.listen();
    server.close();
    const error = await clientOf(JobService, address)
      .prepare({})
      .catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: "PURLIN_RPC", isUnavailable: true });
    expect(String(error)).toContain(`address  ${address}`);
  });

  it("ends when its signal is aborted or its time is over", async () => {
    const address = await serving((server) =>
      addService(server, BeamFnExternalWorkerPool, { startWorker: () => new Promise(() => undefined) }),
    );
    const client = clientOf(BeamFnExternalWorkerPool, address);
    const abort = new AbortController();
    const aborted = client.startWorker({}, { signal: abort.signal });
    await setImmediate();
    abort.abort();
    await expect(aborted).rejects.toMatchObject({ isCancelled: true });
    await expect(client.startWorker({}, { signal: abort.signal })).rejects.toMatchObject({ isCancelled: true });
    await expect(client.startWorker({}, { timeoutMillis: 1 })).rejects.toMatchObject({
      status: status.DEADLINE_EXCEEDED,
    });
  });
});

describe("a call that streams", () => {
  it("answers with a stream", async () => {
    const address = await serving((server) =>
      addService(server, ArtifactRetrievalService, {
        async *getArtifact({ artifact }) {
          for (const byte of artifact?.typePayload ?? []) {
            await setImmediate();
            yield { data: Uint8Array.of(byte) };
          }
        },
      }),
    );
    const client = clientOf(ArtifactRetrievalService, address);
    const chunks = await collect(client.getArtifact({ artifact: { typePayload: Uint8Array.of(1, 2, 3) } }));
    expect(chunks.map(({ data }) => [...data])).toEqual([[1], [2], [3]]);
  });

  it("fails with what was thrown in its middle, after what came before", async () => {
    const address = await serving((server) =>
      addService(server, ArtifactRetrievalService, {
        async *getArtifact() {
          yield { data: Uint8Array.of(1) };
          throw new RpcError(status.DATA_LOSS, "the disk is gone");
        },
      }),
    );
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { data } of clientOf(ArtifactRetrievalService, address).getArtifact({})) seen.push(...data);
    })();
    await expect(reading).rejects.toMatchObject({ status: status.DATA_LOSS, details: "the disk is gone" });
    expect(seen).toEqual([1]);
  });

  it("carries messages both ways, in order, until both have ended", async () => {
    const address = await serving((server) =>
      addService(server, BeamFnState, {
        state: async (stream) => {
          for await (const { id } of stream) stream.send({ id: `${id}!` });
        },
      }),
    );
    const stream = clientOf(BeamFnState, address).state();
    for (let i = 0; i < 100; i++) if (!stream.send({ id: String(i) })) await stream.drained();
    stream.end();
    const answers = await collect(stream);
    expect(answers.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, i) => `${String(i)}!`));
    await stream.closed;
    expect(stream.error).toBeUndefined();
  });

  it("is begun by the first message, though the server sends no headers until it has something to say", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const address = await serving((server) =>
      addService(server, BeamFnLogging, {
        logging: async (stream) => {
          for await (const { logEntries } of stream) resolve(logEntries[0]?.message ?? "");
        },
      }),
    );
    const stream = clientOf(BeamFnLogging, address).logging();
    stream.send({ logEntries: [{ message: "hello" }] });
    await expect(promise).resolves.toBe("hello");
    stream.end();
    await stream.closed;
  });

  it("reports why it failed also to one who begins to read after that", async () => {
    const stream = clientOf(BeamFnData, await serving(() => undefined)).data();
    await stream.closed;
    await expect(collect(stream)).rejects.toMatchObject({ status: status.UNIMPLEMENTED });
    expect(stream.send({})).toBe(true);
    await stream.drained();
  });

  it("ends on the server when the client has gone", async () => {
    const { promise: ended, resolve } = Promise.withResolvers<string>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    const address = await serving((server) =>
      addService(server, BeamFnControl, {
        control: async (stream) => {
          begin(undefined);
          await collect(stream).catch(() => []);
          await stream.closed;
          resolve("ended");
        },
      }),
    );
    const stream = clientOf(BeamFnControl, address).control();
    await begun;
    stream.cancel();
    await expect(ended).resolves.toBe("ended");
    await expect(collect(stream)).rejects.toMatchObject({ isCancelled: true });
  });

  it("tells the client when the server has gone", async () => {
    const server = makeServer();
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    addService(server, BeamFnControl, {
      control: async (stream) => {
        begin(undefined);
        await collect(stream).catch(() => []);
      },
    });
    const stream = clientOf(BeamFnControl, await server.listen()).control();
    await begun;
    server.close();
    await expect(collect(stream)).rejects.toBeInstanceOf(RpcError);
  });
});

describe("back-pressure", () => {
  it("holds back a sender whose messages nobody takes, and no other client of the address", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
    let taken = 0;
    const address = await serving((server) => {
      addService(server, BeamFnData, {
        data: async (stream) => {
          await released;
          for await (const { data } of stream) taken += data.length;
        },
      });
      addService(server, BeamFnExternalWorkerPool, { startWorker: () => ({ error: "" }) });
    });
    const stream = clientOf(BeamFnData, address, { hasOwnConnection: true }).data();
    const message = { data: [{ data: new Uint8Array(1 << 20) }] };
    let sent = 0;
    while (stream.send(message)) sent++;
    sent++;
    expect(sent).toBeLessThan(64);
    await clientOf(BeamFnExternalWorkerPool, address).startWorker({});
    release(undefined);
    await stream.drained();
    stream.end();
    await stream.closed;
    expect(taken).toBe(sent);
  });

  it("carries messages beyond the usual limits", async () => {
    const address = await serving((server) =>
      addService(server, BeamFnData, {
        data: async (stream) => {
          for await (const elements of stream) stream.send(elements);
        },
      }),
    );
    const stream = clientOf(BeamFnData, address).data();
    stream.send({ data: [{ data: new Uint8Array(100_000_000).fill(7) }] });
    stream.end();
    const [back] = await collect(stream);
    expect(back?.data[0]?.data.length).toBe(100_000_000);
  }, 30_000);
});
