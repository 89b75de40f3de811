import { runSuite } from "./run-suite.ts";

// With no memory at all for what waits between stages, all of it goes through files.
runSuite({ runner: "direct", options: () => ({ engineOptions: { direct: { memoryMegabytes: 1e-6 } } }) });
