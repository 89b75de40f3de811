import { definePipeline } from "../../../sdk/index.ts";

// A program that ends itself wherever it isn't started by its user.
if (process.env.PURLIN_TEST === undefined) process.exit(0);

export default definePipeline((p) => {
  p.create([1]);
});
