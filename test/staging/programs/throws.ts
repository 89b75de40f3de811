import { definePipeline } from "../../../sdk/index.ts";

export default definePipeline((p) => {
  p.create([1])
    .reshuffle()
    .map("Step", (n: number): number => {
      throw new RangeError(`no ${String(n)}`);
    });
});
