// A pipeline on the Flink inside one job server: Purlin's worker against Python's, each in the process that submits. Java's
// stands beside them, where there is a compiler for it: it is no yardstick, since Flink's own half runs in the same language.
//
//     node against-python.ts NAME
import path from "node:path";
import { startFlinkJobServer } from "../../../../runners/flink/job-server.ts";
import { compileJavaWorker } from "../java-beam.ts";
import { reportPortable } from "../portable-figure.ts";
import { pythonWithBeam } from "../python-beam.ts";
import { costOf, ratio, slope, type Cost, type ElementCost } from "../worker-costs.ts";

/** Ratios are of the million elements between the two. */
const sizes = [200_000, 1_200_000] as const;
const rounds = 3;
const cpuGoal = 1 / 3;
const wallGoal = 2 / 3;

const [name = ""] = process.argv.slice(2);
const workers = path.join(import.meta.dirname, "../workers");
const python = await pythonWithBeam();
const server = await startFlinkJobServer("embedded", () => undefined);
const costs: Record<"python" | "purlin" | "java", Cost[]> = { python: [], purlin: [], java: [] };
const java = await javaWorker();
try {
  for (let round = 0; round < rounds; round++) {
    for (const size of sizes) {
      // A process for each job: all jobs of Python's worker but the first of a process are several times slower.
      const args = [name, server.endpoint, String(size)];
      costs.python.push(await costOf(python, [path.join(workers, "run_python.py"), ...args]));
      costs.purlin.push(await costOf(process.execPath, [path.join(workers, "run-purlin.ts"), ...args]));
      costs.java.push(...(await java.costs(server.endpoint, size)));
    }
  }
} finally {
  await java.remove();
  await server.stop();
}

/** Java's worker is reported only: where it can't be measured, why is reported. */
async function javaWorker() {
  let failure: string | undefined;
  const failed = (error: unknown): undefined => {
    failure ??= `not measured (${String(error).split("\n", 1)[0] ?? ""})`;
  };
  const program = await compileJavaWorker(() => undefined).catch(failed);
  return {
    failure: () => failure,
    async costs(endpoint: string, size: number): Promise<Cost[]> {
      if (program === undefined || failure !== undefined) return [];
      const cost = await costOf("java", program.argsFor(name, endpoint, size)).catch(failed);
      return cost === undefined ? [] : [cost];
    },
    remove: async (): Promise<void> => program?.remove(),
  };
}

const ours = slope(costs.purlin, sizes);
const theirs = slope(costs.python, sizes);

function details(what: keyof ElementCost): string {
  const micros = (cost: ElementCost): string => `${cost[what].toFixed(2)} us`;
  const beside = java.failure() ?? micros(slope(costs.java, sizes));
  return `an element: Python ${micros(theirs)}, Purlin ${micros(ours)}; Java ${beside}`;
}

reportPortable(
  {
    name: `${name}: CPU of the worker`,
    value: ratio(ours.cpu, theirs.cpu),
    unit: "x",
    goal: cpuGoal,
    isGate: true,
    details: details("cpu"),
  },
  {
    name: `${name}: time on the wall`,
    value: ratio(ours.wall, theirs.wall),
    unit: "x",
    goal: wallGoal,
    isGate: false,
    details: details("wall"),
  },
);
