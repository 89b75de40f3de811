// Fails on threads in the way that it is asked to.
import { writeFileSync } from "node:fs";
import { threadId } from "node:worker_threads";
import { definePipeline, doFn, option } from "../../../sdk/index.ts";

class OrderError extends Error {
  readonly orderId = 7;
  readonly item = { sku: "a" };
}

const ways = ["throw", "throwText", "exit", "uncaught", "busy", "never", "setup", "teardown", "uncarriable"] as const;

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
      return new Promise((resolve) => setTimeout(resolve, 10_000));
    case "never":
      return new Promise(() => undefined);
    case "busy":
      writeFileSync(started, String(threadId));
      for (;;) Math.sqrt(2);
    case "uncarriable":
      return () => "a function";
    default:
      return undefined;
  }
}

export default definePipeline(
  (p, { how, started }) => {
    p.create([1, 2, 3, 4])
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
      .map("Work", (n) => (n === 4 ? (fail(how, started) as null) : null))
      .reshuffle()
      .map("After", (n) => n);
  },
  { options: { how: option.choice(ways, { required: true }), started: option.string({ default: "" }) } },
);
