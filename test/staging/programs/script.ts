import { option, parseOptions, Pipeline } from "../../../sdk/index.ts";

const options = parseOptions({ steps: option.integer({ default: Number(process.env.STEPS ?? 1) }) });
const p = Pipeline.create(options);
const now = await p.value("now", () => Date.now());
let numbers = p.create([1]);
for (let step = 0; step < options.steps; step += 1) numbers = numbers.map(`Add${String(step)}`, (n) => n + now);

async function main(): Promise<void> {
  await p.run();
  console.log("what follows a run() is not for workers");
}

// Not awaited: a worker must not take the end of the module for that of the program.
void main();
