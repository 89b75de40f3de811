/** One thread and two give the same results, of the packed tarball too, by `npm run pack:check`. */
import assert from "node:assert/strict";

import words from "./user-words.js";

for (const [parallelism, place] of [
  [1, "the main thread"],
  [2, "others"],
] as const) {
  const { state, metrics } = await words.run({ parallelism, quiet: true });
  const strings = (name: string): string[] => metrics.stringSets({ name }).flatMap(({ value }) => [...value]);
  assert.equal(state, "done");
  assert.deepEqual(strings("counts").sort(), ["be: 2", "not: 1", "or: 1", "to: 2"]);
  assert.deepEqual(strings("places"), [place]);
}
