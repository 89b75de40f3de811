// Functions of the life cycle that fail, and what is thrown and told of that is itself hostile.
import { setTimeout } from "node:timers/promises";
import { inspect } from "node:util";
import { doFn, millis, output, type DoFn, type PCollection, type Pipeline } from "../../sdk/index.ts";
import { untyped, type BadProgram } from "./bad-program.ts";

const numbers = (p: Pipeline): PCollection<number> => p.create("In", [7]);
const thrown = { error: "UserFunctionError", code: "PURLIN_USER_FUNCTION", step: "S" };

const boom = (): never => {
  throw new Error("boom");
};

function throwing(what: string, value: unknown, told: string): BadProgram {
  return {
    name: `a function that throws ${what}`,
    build: (p) =>
      numbers(p).map("S", (): string => {
        throw value;
      }),
    ...thrown,
    call: 'map("S"',
    says: [`The function of step "S" failed: ${told}`, /element +7/],
  };
}

function withMember(name: string, member: PropertyDescriptor): Error {
  return Object.defineProperty(new Error("kept"), name, member);
}

const getter = { get: boom };
const revoked = new Proxy({}, { get: boom, getPrototypeOf: boom, ownKeys: boom });

const throwsAnything: readonly BadProgram[] = [
  throwing("a text", "text", "it threw 'text', which is no Error"),
  throwing("undefined", undefined, "it threw undefined, which is no Error"),
  throwing("a record with a secret", { status: 401, token: "t0k" }, "it threw { status: 401, token: '[redacted]' }"),
  throwing("what can't be looked at", revoked, "it threw an object that can't be shown"),
  throwing("what can't be inspected", { [inspect.custom]: boom }, "it threw {}"),
  throwing("an error without a stack", withMember("stack", { value: undefined }), "Error: kept"),
  throwing("an error with a hostile stack", withMember("stack", getter), "Error: kept"),
  throwing("an error with a hostile name", withMember("name", getter), "Error: kept"),
  throwing("an error with a hostile message", withMember("message", getter), "Error"),
  throwing("an error whose message is a symbol", withMember("message", { value: Symbol("x") }), "Error"),
  throwing("an error of a million characters", new Error("m".repeat(1_000_000)), "Error: mmm"),
  ...[
    { what: "undefined", reason: undefined },
    { what: "a text", reason: "text" },
  ].map(({ what, reason }): BadProgram => ({
    name: `a promise that is rejected with ${what}`,
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is what is meant
    build: (p) => numbers(p).map("S", (): Promise<string> => Promise.reject(reason)),
    ...thrown,
    call: 'map("S"',
    says: [`it threw ${inspect(reason)}, which is no Error`, "throw new Error("],
  })),
  {
    name: "a result whose then can't be read",
    build: (p) => numbers(p).map("S", () => untyped<string>(Object.defineProperty({}, "then", getter))),
    ...thrown,
    call: 'map("S"',
    says: ["Error: boom", /element +7/],
    cause: new Error("boom"),
  },
];

function telling(name: string, element: unknown, told: RegExp): BadProgram {
  return {
    name,
    build: (p) =>
      numbers(p)
        .map("Make", () => untyped<string>(element))
        .map("S", boom),
    ...thrown,
    call: 'map("S"',
    says: [/^The function of step "S" failed: Error: boom\n/, told],
    cause: new Error("boom"),
  };
}

const hostile = { toString: boom, toJSON: boom, [inspect.custom]: boom, [Symbol.toPrimitive]: boom };

const elements: readonly BadProgram[] = [
  telling("an element whose texts can't be made", Object.defineProperty(hostile, "x", getter), /element +\{ toString/),
  telling(
    "an element that answers nothing",
    new Proxy({}, { get: (_, name) => (name === "then" ? undefined : boom()), getPrototypeOf: boom }),
    /element +an object that can't be shown/,
  ),
  telling("a giant text as an element", "x".repeat(1_000_000), /element +'x{200}'\.\.\. 999800 more characters\n/),
  telling(
    "a giant array as an element",
    Array.from({ length: 1_000_000 }, (_, i) => i),
    /element +\[ 0, 1, 2, .{1,60} more items \]\n/,
  ),
  telling(
    "an element with secrets",
    { user: "ada", password: "hunter2", nested: [{ apiToken: "hunter2" }] },
    /element +\{ user: 'ada', password: '\[redacted\]', nested: \[ \{ apiToken: '\[redacted\]' \} \] \}\n/,
  ),
];

// Steps are torn down when all is written.
const whole = ["out-00000-of-00001.txt"];

function lifeCycle(what: string, fn: DoFn<number, string>, says: BadProgram["says"]): BadProgram {
  return {
    ...(what.startsWith("teardown") && { written: whole }),
    name: `a DoFn whose ${what}`,
    build: (p) => numbers(p).parDo("S", fn),
    ...thrown,
    call: 'parDo("S"',
    says,
  };
}

const process = (): undefined => undefined;

/** Programs whose DoFn fails beside its elements. */
const lifeCycles: readonly BadProgram[] = [
  ...(["setup", "startBundle", "finishBundle", "teardown"] as const).flatMap((method) => [
    lifeCycle(`${method} throws`, doFn<number, string>()({ process, [method]: boom }), [
      `${method} of step "S" failed: Error: boom`,
      /thrown at +test\/errors\/hostile-programs\.ts/,
    ]),
    lifeCycle(
      `${method} is rejected with undefined`,
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is what is meant
      doFn<number, string>()({ process, [method]: () => Promise.reject(undefined) }),
      [`${method} of step "S" failed: it threw undefined, which is no Error`],
    ),
  ]),
  lifeCycle(
    "process and teardown throw",
    doFn<number, string>()({ process: boom, teardown: () => Promise.reject(new Error("second")) }),
    ['The function of step "S" failed: Error: boom'],
  ),
  lifeCycle(
    "process emits after it has ended",
    doFn<number, string>()({
      process(_, { emit }) {
        void setTimeout(5)
          .then(() => {
            emit("late");
          }, boom)
          .catch(() => undefined);
      },
      finishBundle: () => setTimeout(30),
    }),
    ["emit was called after process had ended. Return or await the promise of what emits later.", /element +'late'/],
  ),
  lifeCycle(
    "process emits to an output that there isn't",
    untyped<DoFn<number, string>>(
      doFn<number, string>()({
        outputs: { rejected: output<string>() },
        process(_, { emitTo }) {
          emitTo(untyped<"rejected">("rejetced"), "x");
        },
      }),
    ),
    ['There is no output "rejetced"', '"rejected"'],
  ),
];

const never = (): Promise<string> => new Promise(() => undefined);

/** Programs with a function whose promise never settles, which have said how long it may take. */
const unsettled: readonly BadProgram[] = [
  {
    name: "a promise that never settles, with a timeout",
    build: (p) => numbers(p).map("S", never, { timeout: millis(20) }),
    ...thrown,
    code: "PURLIN_TIMEOUT",
    call: 'map("S"',
    says: ["It was not done within 20 ms.", /element +7/, "allow it more time"],
  },
  {
    name: "a thenable that never settles, with a timeout",
    build: (p) =>
      numbers(p).map("S", () => untyped<Promise<string>>({ then: () => undefined }), { timeout: millis(20) }),
    ...thrown,
    code: "PURLIN_TIMEOUT",
    call: 'map("S"',
    says: ["It was not done within 20 ms."],
  },
];

/** Programs whose failures are hard to tell of. */
export const hostilePrograms: readonly BadProgram[] = [...throwsAnything, ...elements, ...lifeCycles, ...unsettled];
