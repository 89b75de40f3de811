import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Coder } from "../../../sdk/coders/coder.ts";
import { intervalWindowCoder } from "../../../sdk/coders/interval-window-coder.ts";
import { valueCoder } from "../../../sdk/coders/value-coder.ts";
import { NO_FIRING, ON_TIME_AND_ONLY_FIRING } from "../../../sdk/values/pane.ts";
import { MAX_TIMESTAMP } from "../../../sdk/values/timestamp.ts";
import { IntervalWindow, type Window } from "../../../sdk/values/window.ts";
import { spaceOf } from "../../../test/direct/memory-files.ts";
import type { Chunk } from "./chunk.ts";
import { ChunkFeed, SharedFeed } from "./chunk-feed.ts";
import { ChunkInput } from "./chunk-input.ts";
import { bytesOf, lengthOf, type KeptChunk } from "./chunk-log.ts";
import { ChunkReader } from "./chunk-reader.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import { divideChunks, equalShares, joinPartitions, sharesFor } from "./divide-chunks.ts";

const windowCoder = intervalWindowCoder as Coder<unknown> as Coder<Window>;
const windows = [0, 10, 20].map((start) => new IntervalWindow(start, start + 10));

const elements = fc.array(
  fc.record({
    value: fc.oneof(fc.string({ maxLength: 4 }), fc.nat(), fc.constant("long ".repeat(300))),
    timestamp: fc.constantFrom(0, 1, 12),
    windows: fc.subarray(windows, { minLength: 1 }),
    pane: fc.constantFrom(NO_FIRING, ON_TIME_AND_ONLY_FIRING),
  }),
  { maxLength: 300 },
);
type Element = (typeof elements extends fc.Arbitrary<infer T> ? T : never)[number];

/** Chunks of elements, and where a new one begins. */
const chunked = fc.tuple(elements, fc.integer({ min: 1, max: 200 }));

const divisions = fc.integer({ min: 1, max: 8 }).chain((n) => fc.constantFrom(equalShares(n), sharesFor(n)));

function write([drawn, perChunk]: readonly [readonly Element[], number]): Chunk[] {
  const chunks: Chunk[] = [];
  for (let from = 0; from < drawn.length; from += perChunk) {
    const writer = new ChunkWriter(windowCoder);
    for (const { value, ...metadata } of drawn.slice(from, from + perChunk)) {
      valueCoder.encode(value, writer.begin(metadata), true);
    }
    chunks.push(writer.take());
  }
  return chunks;
}

function read(chunks: readonly Uint8Array[]): unknown[] {
  return chunks.flatMap((bytes) => {
    const reader = new ChunkReader(bytes, { elementCoder: valueCoder, windowCoder });
    const found: unknown[] = [];
    while (!reader.isAtEnd) {
      const value = reader.read();
      found.push(plain({ value, ...reader.metadata }));
    }
    return found;
  });
}

/** An element so that two are compared by what they hold. */
function plain({ value, timestamp, windows, pane }: Readonly<Record<keyof Element, unknown>>): unknown {
  return [
    value,
    timestamp,
    (windows as readonly IntervalWindow[]).map(({ start, end }) => [start, end]),
    { ...(pane as object) },
  ];
}

function weightOf(chunks: readonly KeptChunk[]): number {
  return chunks.reduce((sum, chunk) => sum + lengthOf(chunk) + chunk.cuts.elements * 64, 0);
}

describe("chunks", () => {
  it("give back what was written, with its metadata", () => {
    fc.assert(
      fc.property(chunked, (drawn) => {
        const chunks = write(drawn);
        expect(read(chunks.map(({ bytes }) => bytes))).toEqual(drawn[0].map(plain));
        for (const { bytes } of chunks) expect(bytes.buffer.byteLength).toBeLessThanOrEqual(2 * bytes.length);
      }),
    );
  });

  it("are divided without losing, doubling or reordering an element", () => {
    fc.assert(
      fc.property(chunked, divisions, (drawn, shares) => {
        const runs = divideChunks(write(drawn), shares);
        expect(runs.length).toBeLessThanOrEqual(shares.length);
        expect(runs.flatMap((run) => read(run.map(bytesOf)))).toEqual(drawn[0].map(plain));
        for (const run of runs) {
          const counted = run.reduce((sum, { cuts }) => sum + cuts.elements, 0);
          expect(read(run.map(bytesOf))).toHaveLength(counted);
        }
      }),
    );
  });

  it("are divided into runs of about one share, as far as elements can be told apart", () => {
    fc.assert(
      fc.property(chunked, divisions, (drawn, shares) => {
        const chunks = write(drawn);
        const share = weightOf(chunks) * Math.max(...shares);
        for (const run of divideChunks(chunks, shares)) {
          const largest = Math.max(...run.map((piece) => weightOf([piece])));
          expect(weightOf(run)).toBeLessThanOrEqual(share + largest + 1e-6);
        }
      }),
    );
  });

  it.each([
    { name: "the second is a little larger", values: ["0-499", "500-1000"] },
    { name: "the first is a little larger", values: ["500-1000", "0-499"] },
  ])("of two elements are two runs: $name", ({ values }) => {
    const drawn = values.map((value): Element => ({
      value,
      timestamp: 0,
      windows: windows.slice(0, 1),
      pane: NO_FIRING,
    }));
    expect(divideChunks(write([drawn, 2]), equalShares(2)).map((run) => read(run.map(bytesOf)).length)).toEqual([1, 1]);
  });

  it.each([1, 2, 3, 8])("have shares that are the whole together, for %d threads", (threads) => {
    for (const shares of [equalShares(threads), sharesFor(threads)]) {
      expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
    }
  });

  it("of partitions are joined until a run has as many elements as it should", () => {
    fc.assert(
      fc.property(fc.array(chunked, { maxLength: 6 }), fc.integer({ min: 1, max: 100 }), (drawn, least) => {
        const runs = joinPartitions(drawn.map(write), least);
        expect(runs.flatMap((run) => read(run.map(bytesOf)))).toEqual(drawn.flatMap(([all]) => all.map(plain)));
        for (const run of runs.slice(0, -1)) expect(read(run.map(bytesOf)).length).toBeGreaterThanOrEqual(least);
      }),
    );
  });

  it("wait for a stage in their order, in memory or not, and are let go of when they are taken", () => {
    fc.assert(
      fc.property(fc.array(chunked, { maxLength: 4 }), fc.constantFrom(0, 5_000, Infinity), (drawn, limit) => {
        const { space } = spaceOf(limit);
        const input = new ChunkInput(space, 2, false);
        for (const [index, part] of drawn.entries()) {
          const made = new ChunkInput(space, 2, false);
          for (const chunk of write(part)) made.append(index % 2, chunk);
          input.absorb(made);
        }
        const inPartition = (wanted: number): unknown[] =>
          drawn.filter((_, index) => index % 2 === wanted).flatMap(([all]) => all.map(plain));
        expect(input.size).toBe(drawn.reduce((sum, [all]) => sum + all.length, 0));
        expect(space.budget.used).toBeLessThanOrEqual(Math.max(limit, 0));
        const { partitions, elements } = input.take(MAX_TIMESTAMP).input;
        expect(partitions.map((part) => read(part.map(bytesOf)))).toEqual([inPartition(0), inPartition(1)]);
        expect(elements).toBe(drawn.reduce((sum, [all]) => sum + all.length, 0));
        expect([input.size, space.budget.used]).toEqual([0, 0]);
      }),
    );
  });

  it("that are to be grouped are given out at the end of time alone", () => {
    const input = new ChunkInput(spaceOf(Infinity).space, 1, true);
    for (const chunk of write([[{ value: 1, timestamp: 0, windows, pane: NO_FIRING }], 1])) input.append(0, chunk);
    expect(input.take(0)).toMatchObject({ size: 0, input: { elements: 0, partitions: [] } });
    expect(input.take(MAX_TIMESTAMP)).toMatchObject({ size: 1, input: { elements: 1 } });
  });

  it("are handed on in batches, to one thread or to each of several, and then not held any more", () => {
    fc.assert(
      fc.property(chunked, fc.constantFrom(0, Infinity), (drawn, limit) => {
        const { space } = spaceOf(limit);
        const input = new ChunkInput(space, 1, false);
        for (const chunk of write(drawn)) input.append(0, chunk);
        const [kept = []] = input.take(MAX_TIMESTAMP).input.partitions;
        for (const feed of [new SharedFeed(kept), new SharedFeed(kept), new ChunkFeed(kept, space.budget)]) {
          const chunks: Uint8Array[] = [];
          for (let isLast = false; !isLast;) {
            const batch = feed.next();
            chunks.push(...batch.chunks);
            isLast = batch.isLast;
          }
          expect(read(chunks)).toEqual(drawn[0].map(plain));
        }
        expect(space.budget.used).toBe(0);
      }),
    );
  });
});
