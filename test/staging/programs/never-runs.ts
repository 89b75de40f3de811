import { Pipeline } from "../../../sdk/index.ts";

Pipeline.create().create([1]);
