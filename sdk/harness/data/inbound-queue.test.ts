import { beforeEach, describe, expect, it } from "vitest";
import { highWaterBytes, InboundQueue, lowWaterBytes } from "./inbound-queue.ts";

let full: Set<InboundQueue>;
let rooms: number;
let queue: InboundQueue;
beforeEach(() => {
  full = new Set();
  rooms = 0;
  queue = new InboundQueue(full, () => rooms++);
});

describe("what waits for a source", () => {
  it("comes out in order, without what is empty", () => {
    for (const n of [1, 2, 3]) queue.push(Uint8Array.of(n), false);
    queue.push(new Uint8Array(), false);
    expect([queue.take(), queue.take(), queue.take(), queue.take()].map((chunk) => chunk?.[0])).toEqual([
      1,
      2,
      3,
      undefined,
    ]);
  });

  it("is waited for until it comes, or it is said that nothing will", async () => {
    const first = queue.wait();
    queue.push(Uint8Array.of(1), false);
    await expect(first).resolves.toBe(true);
    queue.take();
    const second = queue.wait();
    queue.push(new Uint8Array(), true);
    await expect(second).resolves.toBe(false);
    expect(queue.wait()).toBe(false);
    expect(queue.isComplete).toBe(true);
  });

  it("is not complete while the last bytes were not taken", async () => {
    queue.push(Uint8Array.of(1), true);
    expect(queue.isComplete).toBe(false);
    await expect(queue.wait()).resolves.toBe(true);
    queue.take();
    expect(queue.isComplete).toBe(true);
  });

  it("fails whoever waits for what can't come any more, but not who has all", async () => {
    const waiting = queue.wait();
    queue.fail(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    await expect(queue.wait()).rejects.toThrow("gone");
    const complete = new InboundQueue(full, () => undefined);
    complete.push(new Uint8Array(), true);
    complete.fail(new Error("gone"));
    expect(complete.wait()).toBe(false);
  });
});

describe("a queue with too much", () => {
  it("pauses its stream until it is low again", () => {
    queue.beginReading();
    const chunk = new Uint8Array(lowWaterBytes / 2);
    const chunks = highWaterBytes / chunk.length + 1;
    for (let i = 0; i < chunks; i++) queue.push(chunk, false);
    expect(full.has(queue)).toBe(true);
    while (full.has(queue)) queue.take();
    expect(rooms).toBe(1);
    let left = 0;
    while (queue.take() !== undefined) left++;
    expect(left * chunk.length).toBe(lowWaterBytes);
  });

  it("does not pause it before somebody reads the queue: what others wait for comes by the same stream", () => {
    queue.push(new Uint8Array(highWaterBytes + 1), false);
    expect(full.size).toBe(0);
    queue.beginReading();
    expect(full.size).toBe(1);
    queue.drop();
    expect(full.size).toBe(0);
  });
});
