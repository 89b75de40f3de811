/** So many of a string's code units at its beginning, and as many at its end, are looked at. */
const maxUnits = 64;
const bits = new DataView(new ArrayBuffer(8));

/** Returns an unsigned hash of 32 bits of the structural value of a key; keys that a Map takes for the same have the same. */
export function hashKey(structural: unknown): number {
  switch (typeof structural) {
    case "string":
      return hashString(structural);
    case "number":
      // Minus zero is zero, and every NaN the same one.
      bits.setFloat64(0, Number.isNaN(structural) ? Number.NaN : structural + 0);
      return mixed(bits.getInt32(0) ^ Math.imul(bits.getInt32(4), 0x9e37_79b1));
    case "bigint":
      return hashString(String(structural));
    default:
      return structural === true ? 1 : 0;
  }
}

function hashString(text: string): number {
  const { length } = text;
  let hash = length;
  const headEnd = Math.min(length, maxUnits);
  for (let i = 0; i < headEnd; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  for (let i = Math.max(headEnd, length - maxUnits); i < length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  }
  return mixed(hash);
}

/** Lets all bits have their say in the low ones, by which partitions are told. */
function mixed(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  return (folded ^ (folded >>> 13)) >>> 0;
}
