import { runSuite } from "./run-suite.ts";

// Where jobs are quick there is no need for it; here it is proved that one job of all cases conforms as well.
runSuite({ runner: "direct", casesPerJob: Infinity });
