import { bundlings } from "../../sdk/options/pipeline-options.ts";
import { runSuite } from "./run-suite.ts";

// Whatever goes well in one process alone shows here; and no result may depend on how bundles are cut.
for (const bundling of bundlings) {
  runSuite({ runner: "direct", casesPerJob: Infinity, options: () => ({ strict: true, bundling }) });
}
