// Fails where its functions run, and prints what has become of the error here.
import { parseOptions, Pipeline, PurlinError } from "../../../sdk/index.ts";

const p = Pipeline.create(parseOptions({}));
p.create([1, 2]).map("Parse", (n) => {
  if (n === 2) throw new TypeError("two\nis bad");
  return n;
});

function told(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  const { name, message, stack, cause } = error;
  const own =
    error instanceof PurlinError
      ? { code: error.code, facts: error.facts, step: Reflect.get(error, "step") as unknown }
      : {};
  return { name, message, stack, ...own, cause: told(cause) };
}

await p.run().catch((error: unknown) => {
  console.log(JSON.stringify(told(error)));
});
