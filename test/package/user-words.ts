/** A user's pipeline, which threads find again: `user-threads.ts` runs it against the packed tarball. */
import { isMainThread } from "node:worker_threads";

import { definePipeline } from "purlin";
import { countPerElement } from "purlin/transforms";

export default definePipeline((p) => {
  p.create(["to be", "or not", "to be"])
    .reshuffle()
    .flatMap("Words", (line) => line.split(" "))
    .apply(countPerElement())
    .map("Report", ([word, n], { metrics }) => {
      metrics.stringSet("counts").add(`${word}: ${n}`);
      metrics.stringSet("places").add(isMainThread ? "the main thread" : "others");
      return word;
    });
});
