// A script that is evaluated no further than here where the variable is set.
import { Pipeline } from "../../../sdk/index.ts";

if (process.env.PURLIN_TEST_STUCK !== undefined || process.argv.includes("--stuck")) {
  console.error("stuck");
  await new Promise(() => setInterval(() => undefined, 1_000));
}
const p = Pipeline.create({ quiet: true });
p.create([1]);
await p.run();
