import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fileSystemSuite } from "../../../test/io/file-system-suite.ts";
import { useGcsDouble, type GcsFault } from "../../../test/services/gcs-double.ts";
import { readWhole } from "../../../test/io/read-whole.ts";
import { gcsFileSystem as files } from "./gcs-file-system.ts";

const gcs = useGcsDouble();
const text = Buffer.from(Array.from({ length: 300_000 }, (_, i) => String(i)).join("\n"));

beforeEach(() => {
  // Google's client waits for a second before its second attempt: here that is 10 ms.
  const wait = globalThis.setTimeout;
  const hurry = (act: () => void, millis = 0): NodeJS.Timeout => wait(act, millis < 30_000 ? millis / 100 : millis);
  vi.spyOn(globalThis, "setTimeout").mockImplementation(hurry);
});
afterEach(() => {
  vi.restoreAllMocks();
});

fileSystemSuite("gs", () => Promise.resolve({ fileSystem: files, folder: "gs://bucket/folder" }));

async function write(url: string, bytes: Uint8Array): Promise<void> {
  const writer = await files.create(url);
  for (let at = 0; at < bytes.length; at += 100_000) await writer.write(bytes.subarray(at, at + 100_000));
  await writer.close();
}

const passing: readonly GcsFault[] = [{ status: 429 }, { status: 503 }, { status: 408 }, "cut before"];

describe("objects that are read", () => {
  it("are asked for once, and are read to their end", async () => {
    gcs().objects.put("a.txt", text);
    expect((await readWhole(await files.openRead("gs://bucket/a.txt"))).equals(text)).toBe(true);
    expect(gcs().requests).toEqual(["GET /storage/v1/b/bucket/o/a.txt?alt=media"]);
  });

  it.each(passing)("are asked for again after %j", async (fault) => {
    gcs().objects.put("a.txt", "text");
    gcs().fail(/alt=media/, fault);
    expect(String(await readWhole(await files.openRead("gs://bucket/a.txt")))).toBe("text");
  });

  it("are read on where the connection was cut, in the same generation", async () => {
    gcs().objects.put("a.txt", text);
    gcs().fail(/alt=media/, { cutAfterBytes: 1_000_000 }, { status: 503 }, { cutAfterBytes: 500_000 });
    expect((await readWhole(await files.openRead("gs://bucket/a.txt", { start: 7 }))).equals(text.subarray(7))).toBe(
      true,
    );
    expect(gcs().requests).toHaveLength(4);
    expect(
      gcs()
        .requests.slice(1)
        .every((line) => /alt=media&generation=\d+$/.test(line)),
    ).toBe(true);
  });

  it("are read on when the network is there again", async () => {
    const bytes = Buffer.alloc(20_000_000, "some text\n");
    gcs().objects.put("a.txt", bytes);
    const reader = await files.openRead("gs://bucket/a.txt");
    const comeBack = gcs().goAway();
    const reading = readWhole(reader);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    await comeBack();
    expect((await reading).equals(bytes)).toBe(true);
  });

  it("are not waited for where nobody is there from the beginning", async () => {
    gcs().goAway();
    await expect(files.openRead("gs://bucket/a.txt")).rejects.toThrow("can't be read: Cloud Storage can't be reached.");
    const delays = vi.mocked(setTimeout).mock.calls.map(([, millis = 0]) => millis);
    expect(delays.filter((millis) => millis >= 250 && millis < 30_000)).toEqual([]);
  });

  it("are no mixture of two where one is replaced while it is read", async () => {
    gcs().objects.put("a.txt", text);
    gcs().fail(/alt=media/, { cutAfterBytes: 1_000_000 });
    const reader = await files.openRead("gs://bucket/a.txt");
    gcs().objects.put("a.txt", "another text");
    await expect(readWhole(reader)).rejects.toMatchObject({ code: "PURLIN_FILE_NOT_FOUND" });
  });

  it("are given up after six attempts without a byte, with what Cloud Storage says", async () => {
    gcs().objects.put("a.txt", text);
    gcs().fail(/alt=media/, ...Array.from({ length: 9 }, () => ({ status: 429, message: "rate limit exceeded" })));
    await expect(files.openRead("gs://bucket/a.txt")).rejects.toThrow(
      '"gs://bucket/a.txt" can\'t be read: there are too many requests, also after a while.',
    );
    expect(gcs().requests).toHaveLength(6);
  });

  it("close their connection when they are closed, and no other", async () => {
    gcs().objects.put("a.txt", Buffer.alloc(20_000_000));
    const [closed, open] = [await files.openRead("gs://bucket/a.txt"), await files.openRead("gs://bucket/a.txt")];
    await closed.read(Buffer.alloc(10));
    await open.read(Buffer.alloc(10));
    expect(gcs().openAnswers()).toBe(2);
    await closed[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(gcs().openAnswers()).toBe(1));
    expect(await closed.read(Buffer.alloc(10))).toBe(0);
    expect(await readWhole(open)).toHaveLength(20_000_000 - 10);
    expect(gcs().requests).toHaveLength(2);
  });

  it("come as they are stored, also those that Cloud Storage would unpack", async () => {
    const packed = gzipSync("packed text");
    gcs().objects.put("a.txt", packed);
    expect((await readWhole(await files.openRead("gs://bucket/a.txt"))).equals(packed)).toBe(true);
    const rest = await readWhole(await files.openRead("gs://bucket/a.txt", { start: 5 }));
    expect(rest.equals(packed.subarray(5))).toBe(true);
  });
});

describe("objects that are written", () => {
  it("go up in one request where they are small", async () => {
    await write("gs://bucket/a.txt", Buffer.from("small"));
    expect(gcs().requests).toEqual(["POST /upload/storage/v1/b/bucket/o?uploadType=multipart&name=a.txt"]);
    expect(String(gcs().objects.get("a.txt"))).toBe("small");
  });

  it("are there as a whole, when they are closed", async () => {
    const large = Buffer.concat(Array.from({ length: 10 }, () => text));
    const writer = await files.create("gs://bucket/a.txt");
    await writer.write(large);
    await vi.waitFor(() => expect(gcs().requests.filter((line) => line.startsWith("PUT"))).toHaveLength(2));
    expect(await files.exists("gs://bucket/a.txt")).toBe(false);
    await writer.close();
    expect(gcs().objects.get("a.txt")?.equals(large)).toBe(true);
  });

  it.each(passing)("go up again after %j of a small one", async (fault) => {
    gcs().fail(/uploadType=multipart/, fault);
    await write("gs://bucket/a.txt", Buffer.from("small"));
    expect(String(gcs().objects.get("a.txt"))).toBe("small");
  });

  it.each([...passing, "cut after" as const, { keepBytes: 1_000_000 }])("go on after %j", async (fault) => {
    const large = Buffer.concat(Array.from({ length: 10 }, () => text));
    gcs().fail(/^PUT/, fault);
    await write("gs://bucket/a.txt", large);
    expect(gcs().objects.get("a.txt")?.equals(large)).toBe(true);
  });

  it("leave nothing where they are given up while they go up", async () => {
    const writer = await files.create("gs://bucket/a.txt");
    for (let i = 0; i < 10; i++) await writer.write(text);
    await writer.abort();
    await new Promise(setImmediate);
    expect(gcs().objects.get("a.txt")).toBeUndefined();
    expect(gcs().openAnswers()).toBe(0);
  });

  it("fail with the first error, and can be given up after it", async () => {
    gcs().fail(/uploadType=resumable/, {
      status: 403,
      message: "no storage.objects.create access",
    });
    const writer = await files.create("gs://bucket/a.txt");
    const writing = async (): Promise<void> => {
      for (let i = 0; i < 10; i++) await writer.write(text);
      await writer.close();
    };
    const error = String(await writing().catch((cause: unknown) => cause));
    expect(error).toContain('"gs://bucket/a.txt" can\'t be written: access is denied.');
    expect(error).toContain("no storage.objects.create access");
    expect(error).toContain("--role=roles/storage.objectUser");
    await writer.abort();
  });
});

describe("objects that are renamed", () => {
  it("are copied, in as many steps as it takes, then deleted in the generation that was copied", async () => {
    gcs().objects.put("a.txt", "text");
    gcs().objects.rewriteSteps = 3;
    await files.rename("gs://bucket/a.txt", "gs://bucket/b/b.txt");
    expect(String(gcs().objects.get("b/b.txt"))).toBe("text");
    expect(gcs().objects.get("a.txt")).toBeUndefined();
    expect(gcs().requests.filter((line) => line.includes("rewriteTo"))).toHaveLength(3);
    expect(gcs().requests.at(-1)).toMatch(/^DELETE .*ifGenerationMatch=\d+/);
  });

  it("stay where they are when there is no bucket to go to", async () => {
    gcs().objects.put("a.txt", "text");
    await expect(files.rename("gs://bucket/a.txt", "gs://missing/a.txt")).rejects.toThrow(
      '"gs://missing/a.txt" can\'t be written: there is no such bucket.',
    );
    expect(gcs().objects.get("a.txt")).toBeDefined();
  });

  it("stay where they are renamed to themselves", async () => {
    gcs().objects.put("a.txt", "text");
    await files.rename("gs://bucket/a.txt", "gs://bucket/a.txt");
    expect(String(gcs().objects.get("a.txt"))).toBe("text");
  });

  it.each([/rewriteTo/, /^DELETE/])(
    "are renamed although a request of %s is cut off after it was done",
    async (line) => {
      gcs().objects.put("a.txt", "text");
      gcs().fail(line, "cut after");
      await files.rename("gs://bucket/a.txt", "gs://bucket/b.txt");
      expect([...gcs().objects.buckets.get("bucket")!.keys()]).toEqual(["b.txt"]);
    },
  );
});

describe("objects that are found", () => {
  it("are listed a thousand in a request, those in folders only where the pattern reaches them", async () => {
    for (let i = 0; i < 2_500; i++) gcs().objects.put(`logs/part-${String(i)}.txt`, "x");
    gcs().objects.put("logs/part-folder/deep.txt", "x");
    gcs().objects.put("other.txt", "x");
    expect(await files.match("gs://bucket/logs/part-*.txt")).toHaveLength(2_500);
    expect(gcs().requests).toHaveLength(3);
    expect(gcs().requests[0]).toContain("prefix=logs%2Fpart-&delimiter=%2F&maxResults=1000");
    expect(await files.match("gs://bucket/logs/**/deep.txt")).toMatchObject([
      { path: "gs://bucket/logs/part-folder/deep.txt", sizeBytes: 1 },
    ]);
  });

  it("are no folders of the console", async () => {
    gcs().objects.put("logs/", "");
    gcs().objects.put("logs/a", "x");
    expect((await files.match("gs://bucket/**")).map(({ path }) => path)).toEqual(["gs://bucket/logs/a"]);
    await expect(files.match("gs://bucket/logs/")).rejects.toThrow("name the files in it:  gs://bucket/logs/*");
  });

  it("are there as files and as folders, and so is the bucket", async () => {
    gcs().objects.put("logs/a", "x");
    for (const path of ["logs/a", "logs", "logs/", ""]) expect(await files.exists(`gs://bucket/${path}`)).toBe(true);
    for (const path of ["log", "logs/a/", "logs/b"]) expect(await files.exists(`gs://bucket/${path}`)).toBe(false);
    expect(await files.exists("gs://missing/a")).toBe(false);
  });
});

describe("objects that are removed", () => {
  it("are those of a folder, and none beside it", async () => {
    for (let i = 0; i < 100; i++) gcs().objects.put(`logs/${String(i)}`, "x");
    gcs().objects.put("logs", "x");
    gcs().objects.put("logs-of-others", "x");
    gcs().fail(/^DELETE/, { status: 503 }, "cut after");
    await files.delete("gs://bucket/logs/");
    expect([...gcs().objects.buckets.get("bucket")!.keys()]).toEqual(["logs-of-others"]);
  });

  it("are never those of a whole bucket", async () => {
    gcs().objects.put("a", "x");
    await expect(files.delete("gs://bucket/")).rejects.toThrow("it names a bucket");
    await files.delete("gs://missing/a");
    await expect(files.delete("gs://bucket")).rejects.toThrow("it names a bucket");
    expect(gcs().objects.get("a")).toBeDefined();
  });
});
