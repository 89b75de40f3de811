import { readFileSync } from "node:fs";
import { definePipeline } from "../../../sdk/index.ts";

const words = readFileSync(new URL("./words.txt", import.meta.url), "utf8")
  .trim()
  .split(" ");

export default definePipeline((p) => {
  p.create(words).map(`Of${String(words.length)}`, (word) => word);
});
