/** How deep a value is looked at, how far into each collection, and at how many members in all. */
const maxDepth = 8;
const maxMembers = 32;
const maxLooks = 256;

let looksLeft = 0;

/**
 * Returns about how many bytes a value takes of the heap, beside the slot that holds it. Of large collections, the first
 * members stand for all.
 */
export function estimateBytes(value: unknown): number {
  looksLeft = maxLooks;
  return bytesOf(value, 0);
}

function bytesOf(value: unknown, depth: number): number {
  looksLeft--;
  switch (typeof value) {
    case "string":
      return 24 + value.length;
    case "number":
      return Number.isInteger(value) && Math.abs(value) < 0x8000_0000 ? 0 : 16;
    case "bigint":
      return 32;
    case "object":
      return value === null || depth === maxDepth ? 0 : ofObject(value, depth + 1);
    default:
      return 0;
  }
}

function ofObject(value: object, depth: number): number {
  if (Array.isArray(value)) return 32 + ofMembers(value, value.length, depth);
  if (ArrayBuffer.isView(value)) return 200 + value.byteLength;
  if (value instanceof ArrayBuffer) return 100 + value.byteLength;
  if (value instanceof Set) return 64 + 24 * value.size + ofMembers(value, value.size, depth);
  if (value instanceof Map) {
    const { size } = value;
    return 64 + 16 * size + ofMembers(value.keys(), size, depth) + ofMembers(value.values(), size, depth);
  }
  const members = Object.values(value);
  return 32 + ofMembers(members, members.length, depth);
}

function ofMembers(members: Iterable<unknown>, count: number, depth: number): number {
  let looked = 0;
  let bytes = 0;
  for (const member of members) {
    if (looked === maxMembers || looksLeft <= 0) break;
    bytes += bytesOf(member, depth);
    looked++;
  }
  return 8 * count + (looked === 0 ? 0 : Math.ceil((bytes / looked) * count));
}
