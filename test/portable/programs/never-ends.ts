import { parseOptions, Pipeline } from "../../../sdk/index.ts";

const p = Pipeline.create(parseOptions({}));
p.create([1]).map("Wait", async () => {
  console.log("waiting");
  await new Promise((resolve) => setTimeout(resolve, 600_000));
  return null;
});
await p.run();
