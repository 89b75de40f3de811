import type { Runner } from "../../sdk/pipeline/runner.ts";
import { portableRunner } from "../portable/runner.ts";
import { startPrism } from "./job-server.ts";

/** Runs pipelines on Prism, Beam's runner for tests and small jobs. */
export const prismRunner: Runner = portableRunner({
  name: "prism",
  startJobServer: (_, tell) => startPrism(tell),
});
