import { definePipeline } from "../../../sdk/index.ts";

export const definition = definePipeline((p) => {
  p.create([1]);
});
