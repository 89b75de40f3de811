import { Pipeline } from "../../../sdk/index.ts";

const p = Pipeline.create();
p.create([1]).map("Double", (n) => 2 * n);
if (import.meta.main) await p.run();
