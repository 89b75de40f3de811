import { Pipeline } from "../../../sdk/pipeline/pipeline.ts";

const p = Pipeline.create();
p.create("a/b", [1]);
await p.run();
