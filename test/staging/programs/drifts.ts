import { definePipeline } from "../../../sdk/index.ts";

export default definePipeline((p) => {
  p.create([1]).map(`At${String(process.hrtime.bigint())}`, (n) => n);
});
