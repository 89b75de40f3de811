import { parseOptions, Pipeline } from "../../../sdk/index.ts";

const options = parseOptions({});
for (const name of ["First", "Second"]) {
  const p = Pipeline.create({ ...options, ...(name === "First" ? { runner: "direct" } : {}) });
  p.create([1]).map(name, (n) => n);
  await p.run();
}
