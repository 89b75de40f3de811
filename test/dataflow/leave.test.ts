import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startDataflowDouble, type DataflowDouble } from "../services/dataflow/dataflow-double.ts";
import { runsForever, scriptedExecutor } from "../services/dataflow/scripted-executor.ts";
import { describeWithTools } from "../services/tools.ts";

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const program = pathOf("programs/follows-job.ts");
const purlin = pathOf("../../runners/cli/main.ts");
const python = { command: "python3", purpose: "opens terminals", install: "sudo apt-get install python3" };
const ctrlC = "\u0003";
const question = String.raw`What is to become of the job\?[\s\S]*?\[l\]: `;

let double: DataflowDouble | undefined;
beforeEach(async () => {
  double = await startDataflowDouble({
    executor: scriptedExecutor({ script: () => runsForever }),
    isShaky: false,
  });
});
afterEach(() => double?.close());

async function newJob(type: "BATCH" | "STREAMING"): Promise<string[]> {
  const endpoint = double?.endpoint ?? "";
  const body = JSON.stringify({ name: "forever", type: `JOB_TYPE_${type}` });
  const response = await fetch(`${endpoint}/v1b3/projects/p/locations/r/jobs`, { method: "POST", body });
  const { id } = (await response.json()) as { readonly id: string };
  return [endpoint, id];
}

interface Left {
  readonly status: number;
  readonly printed: string;
  readonly state: string | undefined;
}

/** Runs a command to its end, and looks what has become of the job. */
async function ended(command: string, args: readonly string[]): Promise<Left> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const [status] = (await once(child, "close")) as [number];
  return { status, printed, state: double?.jobs[0]?.state };
}

/** Follows a job in a terminal, where somebody types. */
async function typing(
  steps: readonly (readonly [string, string])[],
  type: "BATCH" | "STREAMING" = "BATCH",
  runner: readonly string[] = [],
): Promise<Left> {
  const job = await newJob(type);
  const command = [process.execPath, ...runner, program, ...job];
  return ended("python3", [pathOf("in_terminal.py"), JSON.stringify(steps), ...command]);
}

const underPurlin = [purlin, "run"];

describeWithTools("Ctrl-C, while a job of Dataflow is followed in a terminal", [python], () => {
  it.each([
    { name: "c", answer: "c\n", type: "BATCH", runner: [], state: "JOB_STATE_CANCELLED" },
    {
      name: "cancel, under purlin run,",
      answer: "cancel\n",
      type: "BATCH",
      runner: underPurlin,
      state: "JOB_STATE_CANCELLED",
    },
    { name: "d, of a streaming job,", answer: "d\n", type: "STREAMING", runner: [], state: "JOB_STATE_DRAINED" },
    { name: "l, under purlin run,", answer: "l\n", type: "BATCH", runner: underPurlin, state: "JOB_STATE_RUNNING" },
    { name: "an empty line", answer: "\n", type: "BATCH", runner: [], state: "JOB_STATE_RUNNING" },
    { name: "another Ctrl-C", answer: ctrlC, type: "BATCH", runner: [], state: "JOB_STATE_RUNNING" },
    {
      name: "another Ctrl-C, under purlin run,",
      answer: ctrlC,
      type: "BATCH",
      runner: underPurlin,
      state: "JOB_STATE_RUNNING",
    },
  ] as const)("asks what that means, and $name makes it $state", async ({ answer, type, runner, state }) => {
    const steps = [["running", ctrlC] as const, [question, answer] as const];
    const left = await typing(steps, type, runner);
    expect(left, left.printed).toMatchObject({ status: 130, state });
    expect(left.printed).toContain(type === "BATCH" ? "l, c [l]: " : "l, d, c [l]: ");
    expect(left.printed).not.toContain("the program goes on");
    expect(left.printed).toMatch(/purlin logs --project=p --region=r --dataflowEndpoint=\S+ \S+/);
  });

  it("asks again when the answer is none, and says that it stays when it can't be ended", async () => {
    double?.failNext({ method: "update", status: 403 });
    const left = await typing([
      ["running", ctrlC],
      [question, "what?\n"],
      [String.raw`\[l\]: `, "c\n"],
    ]);
    expect(left).toMatchObject({ status: 130, state: "JOB_STATE_RUNNING" });
    expect(left.printed).toContain('Whoever asks may not cancel the job "forever"');
    expect(left.printed).toContain("left it running");
  });
});

it.each(["SIGINT", "SIGTERM"] as const)(
  "%s leaves a job of Dataflow running, where nobody can be asked",
  async (signal) => {
    const job = await newJob("BATCH");
    const child = spawn(process.execPath, [program, ...job], { stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    child.stderr.on("data", (chunk: Buffer) => {
      if (!printed.includes("running") && chunk.toString().includes("running")) child.kill(signal);
      printed += chunk.toString();
    });
    const [, by] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    expect([by, double?.jobs[0]?.state]).toEqual([signal, "JOB_STATE_RUNNING"]);
    expect(printed).toMatch(/the job "forever" runs on[^]*purlin logs --project=p[^]*purlin cancel --project=p/);
  },
);
