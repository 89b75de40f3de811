import { expect, it } from "vitest";
import { gcsFileSystem } from "../../io/filesystems/gcs/gcs-file-system.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { readWhole } from "../io/read-whole.ts";
import { gcsTools, useGcs } from "../services/gcs.ts";
import { describeWithTools } from "../services/tools.ts";
import { runProgram } from "./run-program.ts";

const prismTools = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];
// The first run may build Prism.
const timeout = 10 * 60_000;

describeWithTools("a program on Prism whose files lie in Cloud Storage", [...gcsTools, ...prismTools], () => {
  useGcs("words");

  it("has workers that read and write them, by the client that travels in its bundle", { timeout }, async () => {
    for (const [name, text] of [
      ["a", "to be or\nnot to be"],
      ["b", "to do"],
    ] as const) {
      const writer = await gcsFileSystem.create(`gs://words/in/${name}.txt`);
      await writer.write(Buffer.from(text));
      await writer.close();
    }
    const places = ["--input=gs://words/in/*.txt", "--output=gs://words/out/counts"];
    const { code, stderr } = await runProgram("counts-objects", [
      ...["--runner=prism", "--environment=process"],
      ...places,
    ]);
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    const written = await gcsFileSystem.match("gs://words/**");
    const outputs = written.map(({ path }) => path).filter((path) => !path.startsWith("gs://words/in/"));
    expect(outputs.every((path) => /^gs:\/\/words\/out\/counts-\d{5}-of-\d{5}\.txt$/.test(path))).toBe(true);
    const texts = await Promise.all(outputs.map(async (path) => readWhole(await gcsFileSystem.openRead(path))));
    expect(texts.join("").trimEnd().split("\n").sort()).toEqual(["be: 2", "do: 1", "not: 1", "or: 1", "to: 3"]);
  });
});
