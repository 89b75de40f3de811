import { Pipeline } from "../../../sdk/pipeline/pipeline.ts";

const p = Pipeline.create();
p.create("Lines", ["to be", "or not"]).map("Lengths", (line) => line.length);
console.log("a line of the program's own");
const result = await p.run();
console.log(`never reached: ${result.state}`);
