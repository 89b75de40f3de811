import { expect } from "vitest";
import { PurlinError, type Pipeline } from "../../sdk/index.ts";

/** Runs a pipeline that must fail, and returns its error. */
export async function errorOf(p: Pipeline): Promise<PurlinError> {
  const error: unknown = await p.run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PurlinError);
  return error as PurlinError;
}
