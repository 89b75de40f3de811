import { readFileSync } from "node:fs";
import path from "node:path";
import { definePipeline } from "../../../sdk/index.ts";

const words = readFileSync(path.join(import.meta.dirname, "words.txt"), "utf8")
  .trim()
  .split(" ");

export default definePipeline((p) => {
  p.create(words);
});
