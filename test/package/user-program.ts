/** A user's program, compiled and run against the packed tarball by `npm run pack:check`. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { fixedWindows, minutes, Pipeline, schema } from "purlin";
import type { PCollection } from "purlin";
import { readCsv, writeCsv } from "purlin/io/csv";
import { writeText } from "purlin/io/text";
import { countPerElement, groupBy, leftJoin, ofField, sum } from "purlin/transforms";

const folder = await mkdtemp(join(tmpdir(), "purlin-user-"));
const written = (prefix: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.startsWith(prefix))
    .flatMap((file) => readFileSync(join(folder, file), "utf8").trim().split("\n"))
    .filter((line) => line !== "")
    .sort();

try {
  const p = Pipeline.create({ quiet: true });
  const stopWords = p.create("StopWords", ["not"]);
  const counts: PCollection<[string, number]> = p
    .create(["to be", "or not", "to be"])
    .flatMap("Words", (line) => line.split(" "))
    .filter((word, { side }) => !side.stopWords.has(word), { side: { stopWords: stopWords.asSet() } })
    .apply(countPerElement());
  counts.map("Format", ([word, n]) => `${word}: ${n}`).apply(writeText(join(folder, "counts")));

  const play = schema.struct({ team: schema.string(), score: schema.int32(), at: schema.instant() });
  p.create<schema.Infer<typeof play>>("Plays", [
    { team: "red", score: 3, at: new Date("2026-11-21T10:00:10Z") },
    { team: "red", score: 4, at: new Date("2026-11-21T10:00:50Z") },
    { team: "blue", score: 5, at: new Date("2026-11-21T10:01:00Z") },
  ])
    .withSchema(play)
    .apply("WritePlays", writeCsv(join(folder, "plays"), { shards: 1 }));
  const result = await p.run();

  assert.equal(result.state, "done");
  assert.deepEqual(written("counts"), ["be: 2", "or: 1", "to: 2"]);

  const q = Pipeline.create({ quiet: true });
  const names = q.create([["red", "The Reds"]]);
  const plays: PCollection<{ team: string; score: number; at: Date }> = q.apply(
    readCsv(join(folder, "plays-*.csv"), { schema: play }),
  );
  plays
    .withTimestamps(({ at }) => at)
    .window(fixedWindows(minutes(1)))
    .apply(groupBy("team").aggregate({ total: ofField("score", sum()) }))
    .map(({ team, total }, { window }) => `${new Date(window.maxTimestamp + 1).toISOString()} ${team} ${total}`)
    .apply("WriteTotals", writeText(join(folder, "totals")));
  plays
    .keyBy(({ team }) => team)
    .apply(leftJoin(names))
    .map(([team, [{ score }, name]]) => `${name ?? team}: ${score}`)
    .apply("WriteNamed", writeText(join(folder, "named")));
  await q.run();

  assert.deepEqual(written("totals"), ["2026-11-21T10:01:00.000Z red 7", "2026-11-21T10:02:00.000Z blue 5"]);
  assert.deepEqual(written("named"), ["The Reds: 3", "The Reds: 4", "blue: 5"]);
} finally {
  await rm(folder, { recursive: true });
}
