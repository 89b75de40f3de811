import { expect, it } from "vitest";
import { loadGcsClient } from "../../io/filesystems/gcs/gcs-client.ts";
import { gcsFileSystem } from "../../io/filesystems/gcs/gcs-file-system.ts";
import { gcsTools, useGcs } from "../services/gcs.ts";
import { describeWithTools } from "../services/tools.ts";
import { fileSystemSuite } from "./file-system-suite.ts";

describeWithTools("Cloud Storage", gcsTools, () => {
  const endpoint = useGcs("client", "suite");
  let folders = 0;

  fileSystemSuite("gs", () =>
    Promise.resolve({ fileSystem: gcsFileSystem, folder: `gs://suite/folder-${String(folders++)}` }),
  );

  it("is reached by a client of each endpoint, which is given with a scheme or without", async () => {
    const withScheme = await loadGcsClient();
    expect(await loadGcsClient()).toBe(withScheme);
    process.env.STORAGE_EMULATOR_HOST = endpoint().replace("http://", "");
    const withoutScheme = await loadGcsClient();
    process.env.STORAGE_EMULATOR_HOST = endpoint();
    await withScheme.bucket("client").file("a/b.txt").save("text");
    const [text] = await withoutScheme.bucket("client").file("a/b.txt").download();
    expect(text.toString()).toBe("text");
  });
});
