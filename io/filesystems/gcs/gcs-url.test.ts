import { describe, expect, it } from "vitest";
import { gcsUrl, parseGcsUrl } from "./gcs-url.ts";

describe("a gs:// URL", () => {
  it.each([
    ["gs://bucket/a.txt", "bucket", "a.txt"],
    ["gs://my-bucket.example.com/a/b/c.txt", "my-bucket.example.com", "a/b/c.txt"],
    ["GS://bucket/a.txt", "bucket", "a.txt"],
    ["gs://bucket/a%20b?c#d", "bucket", "a%20b?c#d"],
    ["gs://bucket//a//", "bucket", "/a//"],
    ["gs://bucket/line\nbreak", "bucket", "line\nbreak"],
    ["gs://bucket/", "bucket", ""],
    ["gs://bucket", "bucket", ""],
  ])("%j names the bucket %j and the object %j", (url, bucket, object) => {
    expect(parseGcsUrl(url)).toEqual({ bucket, object });
  });

  it("is put together as it is taken apart", () => {
    expect(gcsUrl(parseGcsUrl("gs://bucket/a/b.txt"))).toBe("gs://bucket/a/b.txt");
  });

  it.each([
    ["gs://", "it names no bucket of Cloud Storage"],
    ["gs:///a.txt", "it names no bucket of Cloud Storage"],
    ["gs://buck et/a.txt", "it names no bucket of Cloud Storage"],
    ["bucket/a.txt", "it names no bucket of Cloud Storage"],
    ["gs://logs-*/a.txt", "the name of a bucket has no wildcards"],
    ["gs://logs-{a,b}/*.txt", "the name of a bucket has no wildcards"],
  ])("is refused where it is %j: %s", (url, problem) => {
    expect(() => parseGcsUrl(url)).toThrow(`${JSON.stringify(url)} can't stand for files: ${problem}.`);
    expect(() => parseGcsUrl(url)).toThrow("name the bucket, then the object in it:  gs://bucket/folder/file.txt");
  });
});
