import { describe, expect, it } from "vitest";
import { isShardPath, shardGlob, shardPath } from "./shard-names.ts";
import { planWrite } from "./write-options.ts";

const naming = (prefix: string, template?: string) =>
  planWrite(prefix, { shards: 1, ...(template === undefined ? {} : { template }) }).naming;

describe("the names of shards", () => {
  it.each([
    { prefix: "out/counts", template: undefined, path: "out/counts-00002-of-00011.txt" },
    { prefix: "counts", template: undefined, path: "counts-00002-of-00011.txt" },
    { prefix: "/a/b.c", template: "{shards}.{shard}.{prefix}{suffix}", path: "/a/00011.00002.b.c.txt" },
    { prefix: "out/one", template: "{prefix}{suffix}", path: "out/one.txt" },
    { prefix: "out/$&$1", template: undefined, path: "out/$&$1-00002-of-00011.txt" },
    { prefix: "file:///tmp/x", template: undefined, path: "file:///tmp/x-00002-of-00011.txt" },
  ])("of $prefix are like $path", ({ prefix, template, path }) => {
    expect(shardPath(naming(prefix, template), { shard: 2, shards: 11 })).toBe(path);
  });

  it("have more digits where five are not enough", () => {
    expect(shardPath(naming("x"), { shard: 123456, shards: 200000 })).toBe("x-123456-of-200000.txt");
  });

  it.each([
    { path: "out/counts-00000-of-00004.txt", isOne: true },
    { path: "elsewhere/counts-123456-of-200000.txt", isOne: true },
    { path: "out/counts-0000-of-0004.txt", isOne: false },
    { path: "out/counts-00000-of-00004.txt.gz", isOne: false },
    { path: "out/counts-00000-of-00004xtxt", isOne: false },
    { path: "out/more-counts-00000-of-00004.txt", isOne: false },
    { path: "out/counts-old-00000-of-00004.txt", isOne: false },
    { path: "out/counts-summary.txt", isOne: false },
  ])("include $path: $isOne", ({ path, isOne }) => {
    expect(isShardPath(naming("out/counts"), path)).toBe(isOne);
  });

  it("are looked for by a pattern in which all that the user has given is literal", () => {
    expect(shardGlob(naming("o[1]/a{b}*(c)"))).toBe("o\\[1\\]/a\\{b\\}\\*\\(c\\)-*-of-*.txt");
  });
});

describe("where to write", () => {
  it.each(["out/", "", "out/..", "."])("can't be %j, which names a folder", (prefix) => {
    expect(() => planWrite(prefix, {})).toThrow(/it names a folder/);
  });

  it("can't be on an unknown file system", () => {
    expect(() => planWrite("s3://bucket/x", {})).toThrow(/no file system for "s3:\/\/"/);
  });

  it.each([
    { options: { template: "{prefix}{suffix}" }, message: /needs \{ shards: 1 \}/ },
    { options: { template: "a/{shard}" }, message: /has no slash/ },
    { options: { suffix: "/x" }, message: /has no slash/ },
    { options: { shards: 0 }, message: /shards is a whole number of at least 1; got 0/ },
    { options: { shards: 1.5 }, message: /got 1.5/ },
    { options: { suffix: ".bz2" }, message: /can't be written in the compression/ },
    { options: { suffix: ".zst" }, message: /can't be written in the compression/ },
  ])("can't be given as $options", ({ options, message }) => {
    expect(() => planWrite("out/x", options)).toThrow(message);
  });

  it.each([
    { options: { suffix: ".txt.gz" }, compression: "gzip" },
    { options: { suffix: ".gz", compression: "none" as const }, compression: "none" },
    { options: { compression: "gzip" as const }, compression: "gzip" },
    { options: {}, compression: "none" },
  ])("tells with $options the compression $compression", ({ options, compression }) => {
    expect(planWrite("out/x", options).compression).toBe(compression);
  });
});
