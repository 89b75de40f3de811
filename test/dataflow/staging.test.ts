import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Upload } from "../../runners/dataflow/plan.ts";
import { stageUploads, withLeftBehind } from "../../runners/dataflow/staging/stage-uploads.ts";
import { DataflowError } from "../../runners/dataflow/dataflow-errors.ts";
import { writeTemplate } from "../../runners/dataflow/write-template.ts";
import { tempFolders } from "../io/temp-folder.ts";
import { startPlainStorage, type PlainStorage } from "../services/plain-storage.ts";

let storage: PlainStorage;
beforeEach(async () => {
  storage = await startPlainStorage("staging", "temp");
  vi.stubEnv("STORAGE_EMULATOR_HOST", storage.endpoint);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await storage.close();
});

const tempFolder = tempFolders();
const tempLocation = "gs://temp/jobs";

function upload(name: string, text: string, bucket = "staging"): Upload {
  const bytes = Buffer.from(text);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { url: `gs://${bucket}/files/${sha256}-${name}`, name, source: { bytes }, sha256, sizeBytes: bytes.length };
}

async function told(uploads: readonly Upload[], temp = tempLocation): Promise<DataflowError> {
  const thrown: unknown = await stageUploads({ uploads, tempLocation: temp }).catch((error: unknown) => error);
  if (thrown instanceof DataflowError) return thrown;
  throw new Error("It is to be refused.", { cause: thrown });
}

const sent = (): string[] => storage.calls.filter(({ method }) => method !== "GET").map(({ method }) => method);

describe("staging", () => {
  it("uploads each file once, and says how far it is", async () => {
    const lines: string[] = [];
    const [a, b] = [upload("a.mjs", "a".repeat(200_000)), upload("b.pb", "")];
    const staged = await stageUploads({ uploads: [a, b, a], tempLocation, tell: (line) => lines.push(line) });
    expect(staged).toEqual({ uploaded: expect.arrayContaining([a.url, b.url]) as unknown, found: 0 });
    expect(sent()).toHaveLength(2);
    expect(storage.objects.get(a.url.slice("gs://".length))?.bytes.toString()).toBe("a".repeat(200_000));
    expect(lines).toEqual(["staging 2 files (0.2 MB)", "staged"]);
  });

  it("uploads nothing that is there already", async () => {
    const uploads = [upload("a.mjs", "a"), upload("b.pb", "b")];
    await stageUploads({ uploads, tempLocation });
    const before = sent().length;
    const more = [...uploads, upload("c.json", "c")];
    const lines: string[] = [];
    expect(await stageUploads({ uploads: more, tempLocation, tell: (line) => lines.push(line) })).toEqual({
      uploaded: [more[2]?.url],
      found: 2,
    });
    expect(sent().length - before).toBe(1);
    expect(lines.at(-1)).toBe("staged: 1 sent, 2 were there already");
  });

  it.each([
    { name: "another size", bytes: "other contents", sha: true },
    { name: "another hash", bytes: "b", sha: false },
  ])("replaces what lies in a file's place with $name", async ({ bytes, sha }) => {
    const file = upload("a.mjs", "a");
    const metadata = { metadata: { sha256: sha ? file.sha256 : "0" } };
    storage.objects.set(file.url.slice("gs://".length), { bytes: Buffer.from(bytes), metadata, generation: 7 });
    expect((await stageUploads({ uploads: [file], tempLocation })).uploaded).toEqual([file.url]);
    expect(storage.objects.get(file.url.slice("gs://".length))?.bytes.toString()).toBe("a");
    expect(storage.calls.at(-1)?.query.get("ifGenerationMatch")).toBe("7");
  });

  it("takes it well that somebody else has uploaded the same file meanwhile", async () => {
    const file = upload("a.mjs", "a");
    storage.fault = ({ method }) => {
      if (method === "GET") return undefined;
      const metadata = { metadata: { sha256: file.sha256 } };
      storage.objects.set(file.url.slice("gs://".length), { bytes: Buffer.from("a"), metadata, generation: 1 });
      return undefined;
    };
    await stageUploads({ uploads: [file], tempLocation });
    expect(storage.objects.get(file.url.slice("gs://".length))?.generation).toBe(1);
  });

  it.each([
    { name: "sends a large file in parts, from the disk", fault: undefined },
    { name: "goes on with a large file when the connection breaks", fault: "cut" as const },
  ])("$name", async ({ fault }) => {
    let left = 1;
    storage.fault = ({ method }) => (method === "PUT" && left-- > 0 ? fault : undefined);
    const contents = Buffer.alloc(9 * 1024 * 1024, "purlin");
    const file = path.join(await tempFolder(), "large.bin");
    await writeFile(file, contents);
    const sha256 = createHash("sha256").update(contents).digest("hex");
    const large = {
      url: `gs://staging/${sha256}-large.bin`,
      name: "large.bin",
      source: { path: file },
      sha256,
      sizeBytes: contents.length,
    };
    await stageUploads({ uploads: [large], tempLocation });
    expect(storage.calls.some(({ query }) => query.get("uploadType") === "resumable")).toBe(true);
    expect(storage.objects.get(large.url.slice("gs://".length))?.bytes.equals(contents)).toBe(true);
  });

  it("refuses a file that has changed since its hash was taken, and leaves nothing of it", async () => {
    const file = path.join(await tempFolder(), "job.json");
    await writeFile(file, "two");
    const changed: Upload = { ...upload("job.json", "one"), source: { path: file } };
    expect((await told([changed])).message).toContain('The file "job.json" has changed while it was staged.');
    expect(storage.objects.size).toBe(0);
  });

  it.each(["cut", 429, 503] as const)("bears with a service that fails for a moment: %s", async (fault) => {
    let left = 2;
    storage.fault = ({ method }) => (method !== "GET" && left-- > 0 ? fault : undefined);
    const file = upload("a.mjs", "a");
    await stageUploads({ uploads: [file], tempLocation });
    expect(storage.objects.size).toBe(1);
  });
});

describe("staging that is refused", () => {
  it.each([
    { name: "the bucket of files", uploads: [upload("a.mjs", "a", "no-such-bucket")], temp: tempLocation },
    { name: "the bucket of what the job leaves", uploads: [upload("a.mjs", "a")], temp: "gs://no-such-bucket/jobs" },
  ])("says that $name is not there, before anything is uploaded", async ({ uploads, temp }) => {
    const { message } = await told(uploads, temp);
    expect(message).toContain("Cloud Storage can't be used to stage the job's files: there is no such bucket.");
    expect(message).toContain("gcloud storage buckets create gs://no-such-bucket");
    expect(message).toMatch(/name another place: {2}--(staging|temp)Location=gs:\/\/BUCKET\/FOLDER/);
    expect(sent()).toEqual([]);
  });

  it("says that a bucket is closed to whoever asks, by the first upload", async () => {
    storage.fault = () => 403;
    const { message } = await told([upload("a.mjs", "a")]);
    expect(message).toContain('Cloud Storage can\'t be used to stage "a.mjs": access is denied.');
    expect(message).toMatch(/gcloud storage buckets add-iam-policy-binding gs:\/\/staging .*--role=roles\/storage\./);
  });

  it("uploads into a bucket that may not be looked at", async () => {
    storage.fault = ({ method }) => (method === "GET" ? 403 : undefined);
    expect((await stageUploads({ uploads: [upload("a.mjs", "a")], tempLocation })).uploaded).toHaveLength(1);
  });

  it("names what was staged before", async () => {
    const uploads = Array.from({ length: 12 }, (_, i) => upload(`${String(i)}.txt`, String(i)));
    const last = upload("last.txt", "x");
    storage.fault = ({ query }) => (query.get("name")?.endsWith("last.txt") === true ? 403 : undefined);
    const { facts } = await told([...uploads, last]);
    const named = (facts["staged, and left there"] ?? "").split("\n");
    expect(named[0]).toMatch(/^gs:\/\/staging\/files\//);
    expect(named).not.toContain(last.url);
  });

  it("names no more than ten of them", () => {
    const urls = Array.from({ length: 12 }, (_, i) => `gs://b/${String(i)}`);
    const error = withLeftBehind(new DataflowError({ summary: "No." }), urls);
    expect((error as DataflowError).facts["staged, and left there"]?.split("\n")).toEqual([
      ...urls.slice(0, 10),
      "and 2 more",
    ]);
  });
});

describe("a template", () => {
  it("is the job, in Cloud Storage or in a file", async () => {
    const job = { name: "count-words", type: "JOB_TYPE_BATCH" };
    await writeTemplate("gs://staging/templates/count-words", job);
    expect(JSON.parse(storage.objects.get("staging/templates/count-words")?.bytes.toString() ?? "")).toEqual(job);
  });

  it("is refused where it can't be written", async () => {
    const folder = await tempFolder();
    await writeFile(path.join(folder, "file"), "");
    await expect(writeTemplate(path.join(folder, "file", "template"), {})).rejects.toThrow(
      /The template can't be written to .*--templateLocation=FILE/s,
    );
    await expect(writeTemplate("gs://no-such-bucket/template", {})).rejects.toThrow(
      /to write the template: there is no such bucket.*--templateLocation=gs/s,
    );
  });
});
