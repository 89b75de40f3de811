import { startFlinkJobServer } from "../../runners/flink/job-server.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { itAgreesOnExamples } from "./compare-example.ts";

describeWithTools("examples on Flink", [tools.java, tools.maven], () => {
  const jobEndpoint = useJobServer(() => startFlinkJobServer("embedded", tellOf("flink")));
  itAgreesOnExamples("flink", {
    // One of side inputs, one of sessions, one of sliding windows, one of rows: a job takes Flink seconds.
    names: ["tf-idf", "top-sessions", "traffic-max-lane-flow", "census"],
    options: () => ({ jobEndpoint: jobEndpoint(), engineOptions: { flink: { parallelism: 2 } } }),
  });
});
