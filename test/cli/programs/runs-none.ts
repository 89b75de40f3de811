import { Pipeline } from "../../../sdk/pipeline/pipeline.ts";

Pipeline.create().create("Lines", [1]);
