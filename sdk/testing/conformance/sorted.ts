/** Returns the numbers in their order: side inputs have theirs in none. */
export function sorted(numbers: readonly number[]): number[] {
  return numbers.toSorted((a, b) => a - b);
}
