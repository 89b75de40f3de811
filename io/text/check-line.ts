import { TextElementError } from "./text-errors.ts";

/**
 * Checks that an element can be written as a line.
 *
 * @param step - the step that writes it
 * @throws TextElementError when it is not a string, or one that UTF-8 can't carry
 */
export function checkLine(element: unknown, step: string): asserts element is string {
  if (typeof element !== "string") {
    throw new TextElementError(step, {
      problem: element === null ? "null" : `of type ${typeof element}`,
      remedy: "make a string of each element before:  .map((element) => JSON.stringify(element))",
    });
  }
  if (!element.isWellFormed()) {
    throw new TextElementError(step, {
      problem: "a string with a lone surrogate, which UTF-8 can't carry",
      remedy: "repair it before:  .map((line) => line.toWellFormed())",
    });
  }
}
