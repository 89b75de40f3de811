import { Pipeline } from "../../../sdk/pipeline/pipeline.ts";

const first = Pipeline.create();
first.create("First", [1]);
await first.run();
const second = Pipeline.create();
second.create("Second", [2]);
await second.run();
