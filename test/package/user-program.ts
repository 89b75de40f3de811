/** A user's program, compiled and run against the packed tarball by `npm run pack:check`. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Pipeline } from "purlin";
import type { PCollection } from "purlin";
import { writeText } from "purlin/io/text";
import { countPerElement } from "purlin/transforms";

const folder = await mkdtemp(join(tmpdir(), "purlin-user-"));
try {
  const p = Pipeline.create({ quiet: true });
  const counts: PCollection<[string, number]> = p
    .create(["to be", "or not", "to be"])
    .flatMap("Words", (line) => line.split(" "))
    .apply(countPerElement());
  counts.map("Format", ([word, n]) => `${word}: ${n}`).apply(writeText(join(folder, "counts")));
  const result = await p.run();

  assert.equal(result.state, "done");
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), "utf8").trim().split("\n"));
  assert.deepEqual(lines.filter((line) => line !== "").sort(), ["be: 2", "not: 1", "or: 1", "to: 2"]);
} finally {
  await rm(folder, { recursive: true });
}
