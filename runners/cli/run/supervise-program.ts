import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { endWithThisProcess, signalGroup } from "../../portable/job-server/end-with-this-process.ts";
import { ping, pong, takesTime } from "./ping.ts";

/** A program to run. */
export interface SupervisedProgram {
  /** Its main module. */
  readonly file: string;
  /** Its command line. */
  readonly args: readonly string[];
  /** Takes what it sends to its parent. What it prints then goes to standard error: the results are another's to print. */
  readonly onMessage?: (message: unknown) => void;
}

/** How a program has ended. */
export interface SupervisedEnd {
  /** What this process should end with: the program's exit code, or 128 and the number of the signal that has ended it. */
  readonly exitCode: number;
  /** Whether this process was told to end meanwhile. */
  readonly wasToldToEnd: boolean;
}

/** A program that is told to end is given up when it hasn't answered for so long: a function of it doesn't return. */
const longestSilenceMillis = 500;
/** How long one that answers may take to cancel its jobs. */
const longestFarewellMillis = 10_000;
const pingMillis = 100;

/** What ends this process ends the program. A closed terminal is no reason to leave jobs behind. */
const endings: ReadonlyMap<NodeJS.Signals, NodeJS.Signals> = new Map([
  ["SIGINT", "SIGINT"],
  ["SIGTERM", "SIGTERM"],
  ["SIGHUP", "SIGTERM"],
]);

/**
 * Runs a program in a process of its own, which ends when this one is told to end, whatever the program does.
 *
 * It is in a group of its own, so that a Ctrl-C of the terminal reaches it once, by way of this process: a second one
 * would end it before it has cancelled its jobs.
 *
 */
export async function superviseProgram({ file, args, onMessage }: SupervisedProgram): Promise<SupervisedEnd> {
  // In the sources it is TypeScript, and JavaScript in the package.
  const answerer = new URL(`./answer-parent${extname(fileURLToPath(import.meta.url))}`, import.meta.url).href;
  const child = spawn(process.execPath, [...process.execArgv, "--import", answerer, file, ...args], {
    stdio: ["inherit", onMessage === undefined ? "inherit" : 2, "inherit", "ipc"],
    detached: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  if (onMessage !== undefined) child.on("message", onMessage);
  child.once("error", reject);
  child.once("exit", (code, signal) => resolve({ code, signal }));
  const stopGuard = endWithThisProcess(child);
  const signals = new SignalsFor(child);
  try {
    const exitCode = exitCodeOf(await promise, signals.received);
    return { exitCode, wasToldToEnd: signals.received !== undefined };
  } finally {
    signals.stop();
    // What the program has started may not have heard of its end.
    if (signals.received !== undefined) signalGroup(child, "SIGKILL");
    stopGuard();
  }
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function exitCodeOf({ code, signal }: Ended, received: NodeJS.Signals | undefined): number {
  if (signal === null) return code ?? 1;
  if (signal === "SIGKILL" && received === undefined) {
    console.error("purlin: the program was killed (SIGKILL): look whether the machine has run out of memory");
  }
  return 128 + constants.signals[received ?? signal];
}

/** Hands the signals of this process on to a program. */
class SignalsFor {
  /** The signal that ends this process, once there was one. */
  received: NodeJS.Signals | undefined;
  readonly #child: ChildProcess;
  readonly #listeners: ReadonlyMap<NodeJS.Signals, (signal: NodeJS.Signals) => void>;
  #pinging: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#listeners = new Map([
      ...[...endings.keys()].map((signal) => [signal, this.#end] as const),
      ...(process.platform === "win32" ? [] : this.#jobControl()),
    ]);
    for (const [signal, listener] of this.#listeners) process.on(signal, listener);
  }

  stop(): void {
    clearInterval(this.#pinging);
    for (const [signal, listener] of this.#listeners) process.off(signal, listener);
  }

  readonly #end = (signal: NodeJS.Signals): void => {
    if (this.received !== undefined) {
      signalGroup(this.#child, "SIGKILL");
      return;
    }
    this.received = signal;
    signalGroup(this.#child, endings.get(signal) ?? signal);
    this.#killWhenSilent();
  };

  #killWhenSilent(): void {
    const child = this.#child;
    const begin = performance.now();
    let lastHeard = begin;
    let longestMillis = longestFarewellMillis;
    child.on("message", (message) => {
      if (message === pong) lastHeard = performance.now();
      if (message === takesTime) longestMillis = Infinity;
    });
    const ask = (): void => {
      const now = performance.now();
      if (now - lastHeard < longestSilenceMillis && now - begin < longestMillis) {
        // One that has just ended, or has closed the channel, can't be asked.
        if (child.connected) child.send(ping, () => undefined);
        return;
      }
      clearInterval(this.#pinging);
      const what = now - begin < longestMillis ? "a function of it doesn't return" : "it took too long to cancel";
      console.error(`purlin: killed the program: ${what}`);
      signalGroup(child, "SIGKILL");
    };
    this.#pinging = setInterval(ask, pingMillis);
    ask();
  }

  /** A program in another group than the terminal's hears of neither Ctrl-Z nor the window's size. */
  #jobControl(): (readonly [NodeJS.Signals, () => void])[] {
    return [
      [
        "SIGTSTP",
        () => {
          signalGroup(this.#child, "SIGSTOP");
          process.kill(process.pid, "SIGSTOP");
        },
      ],
      ["SIGCONT", () => signalGroup(this.#child, "SIGCONT")],
      ["SIGWINCH", () => void this.#child.kill("SIGWINCH")],
    ];
  }
}
