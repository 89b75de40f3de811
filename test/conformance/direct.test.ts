import { runSuite } from "./run-suite.ts";

runSuite({ runner: "direct" });
