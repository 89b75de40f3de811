import { definePipeline } from "../../../sdk/index.ts";

// On the machine of a worker that has this in its environment; nothing of Purlin's is there yet to hear of it.
if (process.env.PURLIN_TEST_DIES !== undefined) throw new Error("the licence server is not reachable");

export default definePipeline((p) => {
  p.create([1]).reshuffle();
});
