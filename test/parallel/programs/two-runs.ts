// Runs two pipelines, of which threads could only find the first.
import { Pipeline } from "../../../sdk/index.ts";

for (const parallelism of [1, 2]) {
  const p = Pipeline.create({ parallelism, quiet: true });
  p.create([1]);
  await p.run();
}
