import { readFileSync } from "node:fs";
import { definePipeline } from "../../../sdk/index.ts";

// Where the program is started there is such a file; where workers start there is not.
const manifest = readFileSync("package.json", "utf8");

export default definePipeline((p) => {
  p.create([manifest.length]);
});
