import { startSparkJobServer } from "../../runners/spark/job-server.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { itAgreesOnExamples } from "./compare-example.ts";

describeWithTools("examples on Spark", [tools.java, tools.maven], () => {
  const jobEndpoint = useJobServer(() => startSparkJobServer("embedded", tellOf("spark")));
  itAgreesOnExamples("spark", {
    // Those of the fewest stages, of which each takes Spark a moment: one of joins, one of keys, one of rows, one of windows.
    names: ["distinct", "max-per-key", "census", "hourly-team-score"],
    options: () => ({ jobEndpoint: jobEndpoint() }),
  });
});
