// Runs a pipeline on a job server, with the worker in this process, and prints what the job has cost it.
//
//     node run-purlin.ts NAME HOST:PORT ELEMENTS
import { Pipeline } from "../../../../sdk/index.ts";
import { chunk, pipelines, tally } from "./pipelines.ts";

const [name = "", jobEndpoint = "", size] = process.argv.slice(2);
const elements = Number(size);
const build = pipelines[name];
if (build === undefined) throw new Error(`There is no pipeline ${name}.`);

const [cpu, wall] = [process.cpuUsage(), performance.now()];
const p = Pipeline.create({
  runner: "flink",
  jobEndpoint,
  environment: "loopback",
  quiet: true,
  engineOptions: { flink: { parallelism: 1 } },
});
build(p.create(Array.from({ length: elements / chunk }, (_, seed) => seed)));
await p.run();
const { user, system } = process.cpuUsage(cpu);
const cost = { elements, cpu: (user + system) / 1e6, wall: (performance.now() - wall) / 1000 };
if (tally.total !== elements) throw new Error(`${String(tally.total)} elements of ${String(elements)} have arrived.`);
console.log(JSON.stringify(cost));
