/** Returns an integer of any size in the fewest bytes of two's complement, most significant first; 0 is one byte. */
export function twosComplementBytes(value: bigint): Uint8Array {
  let size = 1;
  while (BigInt.asIntN(size * 8, value) !== value) size *= 2;
  while (size > 1 && BigInt.asIntN((size - 1) * 8, value) === value) size--;
  return Buffer.from(
    BigInt.asUintN(size * 8, value)
      .toString(16)
      .padStart(size * 2, "0"),
    "hex",
  );
}

/** Returns the integer of such bytes; of none at all, 0. */
export function fromTwosComplement(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
}
