/** Returns the slope of the straight line that fits values best, of which one is taken at each step: least squares. */
export function slopeOfLine(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [together, alone] = [0, 0];
  for (const [step, value] of values.entries()) {
    together += (step - middle) * (value - mean);
    alone += (step - middle) ** 2;
  }
  return together / alone;
}
