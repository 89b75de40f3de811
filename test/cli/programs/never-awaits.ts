import { Pipeline } from "../../../sdk/pipeline/pipeline.ts";

async function main(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  const p = Pipeline.create();
  p.create("Lines", process.argv.slice(2)).map("Lengths", (line) => line.length);
  await p.run();
}

void main();
