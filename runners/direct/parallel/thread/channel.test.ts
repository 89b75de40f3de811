import { once } from "node:events";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import type { FeedBatch, FromThread, ToThread } from "../messages.ts";
import { Channel } from "./channel.ts";

/** The two ends of what a thread has with its job: ours, and the other's port. */
function connected(): { channel: Channel; job: MessagePort; taken: ToThread[]; tell: (message: ToThread) => void } {
  const { port1, port2 } = new MessageChannel();
  const taken: ToThread[] = [];
  const channel = new Channel(port1, (message) => taken.push(message));
  return {
    channel,
    job: port2,
    taken,
    tell: (message) => {
      port2.postMessage(message);
    },
  };
}

async function next(job: MessagePort): Promise<FromThread> {
  const [message] = (await once(job, "message")) as [FromThread];
  return message;
}

function chunkOf(length: number): { bytes: Uint8Array; cuts: { elements: number; stride: number; offsets: number[] } } {
  return { bytes: new Uint8Array(length), cuts: { elements: 1, stride: 1, offsets: [0] } };
}

const target = { target: { kind: "stage", id: "s" }, partition: 0 } as const;
const batch = (isLast: boolean, ...texts: string[]): FeedBatch => ({
  chunks: texts.map((text) => Buffer.from(text)),
  isLast,
});

describe("a thread's channel", () => {
  it("asks for the next batch while one is read, and for none after the last", async () => {
    const { channel, job, tell } = connected();
    const asked: FromThread[] = [];
    job.on("message", (message: FromThread) => {
      asked.push(message);
      tell({ kind: "chunks", feed: "f", batch: asked.length === 1 ? batch(false, "b", "c") : batch(true, "d") });
    });
    const feed = channel.openFeed("f", batch(false, "a"));
    const read: string[] = [];
    for (;;) {
      for (let bytes = feed.next(); bytes !== undefined; bytes = feed.next()) read.push(Buffer.from(bytes).toString());
      const more = feed.more();
      if (more === false) break;
      await more;
    }
    expect(read).toEqual(["a", "b", "c", "d"]);
    expect(asked).toEqual([
      { kind: "pull", feed: "f" },
      { kind: "pull", feed: "f" },
    ]);
    job.close();
  });

  it("hands chunks over, and has whoever makes more wait while too much is on its way", async () => {
    const { channel, job, tell } = connected();
    const half = 4 << 20;
    const first = chunkOf(half);
    expect(channel.sendChunk(1, { ...first, ...target })).toBeUndefined();
    expect(first.bytes.length).toBe(0);
    expect(await next(job)).toMatchObject({ kind: "made", task: 1 });
    expect(channel.sendChunk(1, { ...chunkOf(half), ...target })).toBeUndefined();
    let isRoom = false;
    const room = Promise.resolve(channel.sendChunk(1, { ...chunkOf(1), ...target })).then(() => (isRoom = true));
    tell({ kind: "received", bytes: 1 });
    tell({ kind: "abort" });
    await new Promise(setImmediate);
    expect(isRoom).toBe(false);
    tell({ kind: "received", bytes: half });
    await room;
    job.close();
  });

  it("leaves what is not about chunks to its thread", async () => {
    const { channel, job, taken, tell } = connected();
    tell({ kind: "end", hasJobFailed: true });
    tell({ kind: "received", bytes: 0 });
    const feed = channel.openFeed("f");
    tell({ kind: "chunks", feed: "f", batch: batch(true) });
    await feed.more();
    expect(taken).toEqual([{ kind: "end", hasJobFailed: true }]);
    job.close();
  });
});
