/** How deep, and how far into each collection, values are looked at. */
const maxDepth = 6;
const maxMembers = 32;

/**
 * Returns about how many bytes a value takes of the heap, beside the slot that holds it. Of large collections, the first
 * members stand for all.
 */
export function estimateBytes(value: unknown, depth = 0): number {
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
    return (
      64 + 16 * value.size + ofMembers(value.keys(), value.size, depth) + ofMembers(value.values(), value.size, depth)
    );
  }
  const members = Object.values(value);
  return 32 + ofMembers(members, members.length, depth);
}

function ofMembers(members: Iterable<unknown>, count: number, depth: number): number {
  let looked = 0;
  let bytes = 0;
  for (const member of members) {
    if (looked === maxMembers) break;
    bytes += estimateBytes(member, depth);
    looked++;
  }
  return 8 * count + (looked === 0 ? 0 : Math.ceil((bytes / looked) * count));
}
