import type { Chunk } from "./chunk.ts";
import { bytesOf, lengthOf, type KeptChunk } from "./chunk-log.ts";

/** What an element weighs beside its bytes: there is something to do for each, however short it is. */
const elementWeight = 64;

/**
 * Divides chunks into runs of about the same weight, in their order. Chunks are cut where that is needed, so that few
 * elements, which may be much work each, are divided too.
 *
 * @param count - how many runs there are at most
 */
export function divideChunks(chunks: readonly KeptChunk[], count: number): KeptChunk[][] {
  const share = chunks.reduce((sum, chunk) => sum + weightOf(chunk), 0) / count;
  const runs: KeptChunk[][] = Array.from({ length: count }, () => []);
  let before = 0;
  for (const chunk of chunks) {
    for (const piece of piecesOf(chunk, share)) {
      const weight = weightOf(piece);
      // It belongs to the share that its middle falls into: of two that weigh about half of all, each is a run.
      runs[Math.min(count - 1, Math.floor((before + weight / 2) / share))]?.push(piece);
      before += weight;
    }
  }
  return runs.filter((run) => run.length > 0);
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
