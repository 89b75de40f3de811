import type { Chunk } from "./chunk.ts";
import { bytesOf, lengthOf, type KeptChunk } from "./chunk-log.ts";

/** What an element weighs beside its bytes: there is something to do for each, however short it is. */
const elementWeight = 64;

/** Which part of the whole each of several runs is to have; together they are 1. */
export type Shares = readonly number[];

/** Returns shares that are all the same. */
export function equalShares(count: number): Shares {
  return Array.from({ length: count }, () => 1 / count);
}

/**
 * Returns shares for threads that take one after the other: a large one for each, and two small ones, so that they end at
 * about the same time. More of them would be more work, since what a bundle combines it combines by itself.
 */
export function sharesFor(threads: number): Shares {
  const large = Array.from({ length: threads }, () => 1 / (2 * threads));
  return [...large, ...large.flatMap((share) => [share / 2, share / 2])];
}

/**
 * Divides chunks into runs of about the weight that they should have, in their order. Chunks are cut where that is needed,
 * so that few elements, which may be much work each, are divided too.
 *
 * @param shares - of the runs; one that would be empty is left out
 */
export function divideChunks(chunks: readonly KeptChunk[], shares: Shares): KeptChunk[][] {
  const total = chunks.reduce((sum, chunk) => sum + weightOf(chunk), 0);
  const least = total * Math.min(...shares);
  const runs: KeptChunk[][] = shares.map(() => []);
  let run = 0;
  let end = total * (shares[0] ?? 1);
  let before = 0;
  for (const chunk of chunks) {
    for (const piece of piecesOf(chunk, least)) {
      const weight = weightOf(piece);
      // It belongs to the share that its middle falls into: of two that weigh about half of all, each is a run.
      while (before + weight / 2 >= end && run < shares.length - 1) end += total * (shares[++run] ?? 0);
      runs[run]?.push(piece);
      before += weight;
    }
  }
  return runs.filter((pieces) => pieces.length > 0);
}

/** Joins partitions until each run has at least `least` elements, as far as there are so many; empty ones are left out. */
export function joinPartitions(partitions: readonly (readonly KeptChunk[])[], least: number): KeptChunk[][] {
  const runs: { readonly chunks: KeptChunk[]; elements: number }[] = [];
  for (const partition of partitions) {
    const elements = partition.reduce((sum, { cuts }) => sum + cuts.elements, 0);
    if (elements === 0) continue;
    const last = runs.at(-1);
    if (last === undefined || last.elements >= least) runs.push({ chunks: [...partition], elements });
    else {
      last.chunks.push(...partition);
      last.elements += elements;
    }
  }
  return runs.map(({ chunks }) => chunks);
}

function weightOf(chunk: KeptChunk): number {
  return lengthOf(chunk) + chunk.cuts.elements * elementWeight;
}

/** Cuts a chunk into pieces that weigh no more than they should, as far as it can be cut. */
function piecesOf(chunk: KeptChunk, maxWeight: number): KeptChunk[] {
  const { offsets } = chunk.cuts;
  const perPiece = Math.max(1, Math.floor((offsets.length * maxWeight) / weightOf(chunk)));
  if (perPiece >= offsets.length) return [chunk];
  const bytes = bytesOf(chunk);
  const pieces: Chunk[] = [];
  for (let from = 0; from < offsets.length; from += perPiece) pieces.push(piece(bytes, chunk, from, from + perPiece));
  return pieces;
}

/** Copies the part of a chunk between two of its cuts. */
function piece(bytes: Uint8Array, { cuts: { elements, stride, offsets } }: KeptChunk, from: number, to: number): Chunk {
  const start = offsets[from] ?? 0;
  return {
    bytes: new Uint8Array(bytes.subarray(start, offsets[to] ?? bytes.length)),
    cuts: {
      elements: Math.min(to * stride, elements) - from * stride,
      stride,
      offsets: offsets.slice(from, to).map((offset) => offset - start),
    },
  };
}
