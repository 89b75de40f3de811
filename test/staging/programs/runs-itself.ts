import { definePipeline } from "../../../sdk/index.ts";

export default definePipeline(async (p) => {
  p.create([1]);
  await p.run();
});
