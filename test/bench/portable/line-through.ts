/**
 * Returns the slope of the straight line through values of which one is taken at each step: the median of the slopes
 * between any two (Theil and Sen), which a few values that stand out don't change.
 */
export function slopeOfLine(values: readonly number[]): number {
  const slopes = values
    .flatMap((from, i) => values.slice(i + 1).map((to, steps) => (to - from) / (steps + 1)))
    .sort((a, b) => a - b);
  const middle = slopes.length / 2;
  const [low = NaN, high = NaN] = [slopes[Math.ceil(middle) - 1], slopes[Math.floor(middle)]];
  return (low + high) / 2;
}
