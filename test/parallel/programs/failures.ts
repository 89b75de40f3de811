// Fails on threads in the way that it is asked to.
import { writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { threadId } from "node:worker_threads";
import { definePipeline, doFn, option } from "../../../sdk/index.ts";

class OrderError extends Error {
  readonly orderId = 7;
  readonly item = { sku: "a" };
}

const ways = [
  "throw",
  "throwText",
  "exit",
  "uncaught",
  "busy",
  "never",
  "setup",
  "teardown",
  "uncarriable",
  "memory",
  "budget",
] as const;

function fail(how: (typeof ways)[number], started: string): unknown {
  switch (how) {
    case "throw":
      throw new OrderError("bad order", { cause: new RangeError("too many") });
    case "throwText":
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- users do
      throw "just text";
    case "exit":
      return process.exit(3);
    case "uncaught":
      setImmediate(() => {
        throw new Error("loose");
      });
      return setTimeout(10_000);
    case "never":
      return new Promise(() => undefined);
    case "busy":
      writeFileSync(started, String(threadId));
      for (;;) Math.sqrt(2);
    case "memory":
      for (const kept: unknown[] = []; ;) kept.push({ kept: [kept.length] });
    case "uncarriable":
      return () => "a function";
    default:
      return undefined;
  }
}

/** Refuses every other number, and takes its time: no thread alone is given more than the budget allows. */
function judge(how: (typeof ways)[number]): (n: number) => number | Promise<number> {
  if (how !== "budget") return (n) => n;
  return async (n) => {
    await setTimeout(2);
    if (n % 2 === 0) throw new RangeError(`refused: ${String(n)}`);
    return n;
  };
}

export default definePipeline(
  (p, { how, started }) => {
    p.create(Array.from({ length: how === "budget" ? 80 : 4 }, (_, index) => index + 1))
      .reshuffle()
      .parDo(
        "Life",
        doFn<number, number>()({
          setup: () => {
            if (how === "setup") throw new Error("no setup");
            return undefined;
          },
          process(n, { emit }) {
            emit(n);
          },
          teardown: () => {
            if (how === "teardown") throw new Error("no teardown");
          },
        }),
      )
      .mapSafe("Judge", judge(how), { errorBudget: { maxErrors: 30 } })
      .output.map("Work", (n) => (n === 4 ? (fail(how, started) as null) : null))
      .reshuffle()
      .map("After", (n) => n);
  },
  { options: { how: option.choice(ways, { required: true }), started: option.string({ default: "" }) } },
);
