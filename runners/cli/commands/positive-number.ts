import { InvalidArgumentError } from "commander";

/**
 * Reads a number of a command line.
 *
 * @throws InvalidArgumentError when it is none from 1 on
 */
export function positiveNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It is a number from 1 on.");
  return Number(text);
}
