import { definePipeline } from "../../../sdk/index.ts";

/** Has a step that can't do what it is asked to. */
export default definePipeline((p) => {
  p.create([1, 2]).map("Parse", (n) => {
    if (n === 2) throw new TypeError("two is bad");
    return n;
  });
});
