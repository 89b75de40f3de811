import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readCsv, writeCsv } from "../../io/csv/index.ts";
import { readJsonLines, writeJsonLines } from "../../io/json/index.ts";
import { readText, writeText } from "../../io/text/index.ts";
import { Pipeline } from "../../sdk/index.ts";
import { sum } from "../../transforms/index.ts";
import { useGcsDouble } from "../services/gcs-double.ts";
import { causeWithCode } from "./cause-with-code.ts";

const gcs = useGcsDouble();

const newPipeline = () => Pipeline.create({ runner: "direct", quiet: true });

/** The texts of the objects in the bucket, by their names. */
function texts(): Record<string, string> {
  const objects = [...(gcs().objects.buckets.get("bucket") ?? [])];
  return Object.fromEntries(objects.map(([name, { bytes }]) => [name, bytes.toString()]));
}

describe("pipelines on Cloud Storage", () => {
  it("read the lines of objects, and leave behind their output and nothing else", async () => {
    gcs().objects.put("in/a.txt", "one\ntwo\n");
    gcs().objects.put("in/b.txt", "three");
    const p = newPipeline();
    p.apply(readText("gs://bucket/in/*.txt"))
      .map("Loud", (line) => line.toUpperCase())
      .apply(writeText("gs://bucket/out/part", { shards: 2 }));
    await p.run();
    const { "in/a.txt": _a, "in/b.txt": _b, ...written } = texts();
    expect(Object.keys(written)).toEqual(["out/part-00000-of-00002.txt", "out/part-00001-of-00002.txt"]);
    expect(Object.values(written).join("").trimEnd().split("\n").sort()).toEqual(["ONE", "THREE", "TWO"]);
  });

  it("replace the objects of an earlier run, whatever their number was", async () => {
    for (const [shards, lines] of [
      [3, ["old"]],
      [1, ["new"]],
    ] as const) {
      const p = newPipeline();
      p.create(lines).apply(writeText("gs://bucket/out/part", { shards, suffix: ".txt.gz" }));
      await p.run();
    }
    expect(Object.keys(texts())).toEqual(["out/part-00000-of-00001.txt.gz"]);
    const bytes = gcs().objects.get("out/part-00000-of-00001.txt.gz") ?? Buffer.alloc(0);
    expect(gunzipSync(bytes).toString()).toBe("new\n");
  });

  it("read large objects in ranges, each line once, and compressed ones whole", async () => {
    const lines = Array.from({ length: 200_000 }, (_, i) => `line ${String(i)}`);
    gcs().objects.put("plain.txt", lines.join("\n"));
    gcs().objects.put("packed.txt.gz", gzipSync(lines.join("\n")));
    const p = newPipeline();
    const sums: number[] = [];
    p.apply(readText("gs://bucket/*", { splitBytes: 500_000 }))
      .map((line) => Number(line.slice("line ".length)))
      .combineGlobally(sum())
      .map((total) => sums.push(total));
    await p.run();
    expect(sums).toEqual([2 * ((199_999 * 200_000) / 2)]);
  });

  it("read what Cloud Storage says is stored in gzip, whatever its name", async () => {
    gcs().objects.put("packed.txt", gzipSync("one\ntwo\n"));
    const p = newPipeline();
    const lines: string[] = [];
    p.apply(readText("gs://bucket/*.txt")).map((line) => lines.push(line));
    p.apply("ByName", readText("gs://bucket/packed.txt")).map((line) => lines.push(line));
    await p.run();
    expect(lines.sort()).toEqual(["one", "one", "two", "two"]);
  });

  it("read and write rows of CSV and JSON lines", async () => {
    gcs().objects.put("in.csv", "id,name\n1,ann\n2,bob\n");
    const p = newPipeline();
    const rows = p.apply(readCsv("gs://bucket/in.csv"));
    rows.apply(writeCsv("gs://bucket/rows", { shards: 1, columns: ["id", "name"] }));
    rows.apply(writeJsonLines("gs://bucket/rows", { shards: 1 }));
    await p.run();
    expect(texts()["rows-00000-of-00001.csv"]).toBe("id,name\n1,ann\n2,bob\n");
    const q = newPipeline();
    const found: unknown[] = [];
    q.apply(readJsonLines("gs://bucket/rows-*.jsonl")).map((row) => found.push(row));
    await q.run();
    expect(found).toEqual([
      { id: "1", name: "ann" },
      { id: "2", name: "bob" },
    ]);
  });

  it("leave nothing behind where they fail", async () => {
    const p = newPipeline();
    p.create(["a", "b"])
      .map((line) => {
        if (line === "b") throw new Error("not this one");
        return line;
      })
      .apply(writeText("gs://bucket/out/part"));
    await expect(p.run()).rejects.toThrow("not this one");
    expect(texts()).toEqual({});
  });

  it.each([
    ["gs://missing/*.txt", "PURLIN_FILE_READ", /there is no such bucket/],
    ["gs://bucket/missing.txt", "PURLIN_FILE_NOT_FOUND", /There is no file "gs:\/\/bucket\/missing.txt"/],
  ])("say what is missing of %s", async (pattern, code, message) => {
    const p = newPipeline();
    p.apply(readText(pattern));
    await expect(p.run()).rejects.toSatisfy(causeWithCode(code, message));
  });

  it("say that access is denied, of which object, and what to grant", async () => {
    gcs().fail(/uploadType/, { status: 403, message: "denied" });
    const p = newPipeline();
    p.create(["a"]).apply(writeText("gs://bucket/out"));
    await expect(p.run()).rejects.toSatisfy(causeWithCode("PURLIN_FILE_WRITE", /access is denied[^]*objectUser/));
  });
});
