/** How many bits a hash has: as many as a number holds exactly. */
const hashBits = 53;

/** Returns a hash of 53 bits, the same on every machine: two runs of 32-bit multiplications, each mixed at its end. */
export function hash53(bytes: Uint8Array): number {
  let low = 0x9e37_79b9;
  let high = 0x85eb_ca6b;
  for (const byte of bytes) {
    low = Math.imul(low ^ byte, 0x0100_0193);
    low ^= low >>> 15;
    high = Math.imul(high ^ byte, 0x5bd1_e995);
    high ^= high >>> 13;
  }
  low = mixed(low ^ bytes.length);
  high = mixed(high ^ low);
  return (high >>> 11) * 2 ** 32 + (mixed(low ^ high) >>> 0);
}

/** The finalizer of MurmurHash3: each bit of the input changes each of the output half of the time. */
function mixed(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return h ^ (h >>> 16);
}

/** Returns the register of a hash, and at which place of the other bits the first 1 is, counted from 1. */
export function rankOf(hash: number, precision: number): { readonly register: number; readonly rank: number } {
  const registers = 2 ** precision;
  const register = hash % registers;
  const rest = (hash - register) / registers;
  if (rest === 0) return { register, rank: hashBits - precision + 1 };
  const low = rest >>> 0;
  const zeros = low === 0 ? 32 + trailingZeros(rest / 2 ** 32) : trailingZeros(low);
  return { register, rank: zeros + 1 };
}

function trailingZeros(value: number): number {
  return 31 - Math.clz32(value & -value);
}

/** Returns about how many different hashes were put into the registers: Ertl's improved estimator. */
export function estimateCardinality(registers: Uint8Array, precision: number): number {
  const size = registers.length;
  const most = hashBits - precision;
  const counts = new Array<number>(most + 2).fill(0);
  for (const rank of registers) counts[rank] = (counts[rank] ?? 0) + 1;
  let z = size * tau(1 - (counts[most + 1] ?? 0) / size);
  for (let rank = most; rank >= 1; rank--) z = 0.5 * (z + (counts[rank] ?? 0));
  z += size * sigma((counts[0] ?? 0) / size);
  return size ** 2 / (2 * Math.LN2 * z);
}

/** The sum of x^(2^k) 2^(k-1) over all k from 1, and x: what registers that are empty stand for. */
function sigma(x: number): number {
  if (x === 1) return Infinity;
  let [power, weight, sum, before] = [x, 1, x, NaN];
  while (sum !== before) {
    before = sum;
    power *= power;
    sum += power * weight;
    weight += weight;
  }
  return sum;
}

/** What registers that are full stand for. */
function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let [root, weight, sum, before] = [x, 1, 1 - x, NaN];
  while (sum !== before) {
    before = sum;
    root = Math.sqrt(root);
    weight *= 0.5;
    sum -= (1 - root) ** 2 * weight;
  }
  return sum / 3;
}
