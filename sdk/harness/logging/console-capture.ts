// What a program prints by `console` while a bundle runs goes to the runner's log as well: with its level, its bundle, its
// step and its place in the program. It is printed as before, too.

import { AsyncLocalStorage } from "node:async_hooks";
import { format } from "node:util";
import { CallSite } from "../../values/call-site.ts";
import type { Log, Severity } from "./log-stream.ts";
import { stepIn } from "./step-frames.ts";

/** Where what is printed belongs. */
export interface Speaker {
  readonly log: Log;
  readonly instructionId?: string;
  /** Returns the id of the transform of a step. */
  readonly transformOf?: (step: string) => string | undefined;
}

/** More of a message is cut: entries wait in memory for the runner. */
const maxMessageLength = 16_384;
/** How many frames may lie between a step and what prints. */
const maxFrames = 50;

const severities: readonly (readonly ["debug" | "log" | "info" | "warn" | "error", Severity])[] = [
  ["debug", "debug"],
  ["log", "info"],
  ["info", "info"],
  ["warn", "warn"],
  ["error", "error"],
];

const speaking = new AsyncLocalStorage<Speaker>();
/** Workers that have a process to themselves: whatever it prints is theirs. */
const owners: Speaker[] = [];
let captures = 0;
let release = (): void => undefined;

/** Runs what prints for a speaker; also what it goes on with after an await. */
export function speakingAs<T>(speaker: Speaker, run: () => T): T {
  return speaking.run(speaker, run);
}

/**
 * Begins to capture what is printed.
 *
 * @param owner - whose is what is printed while nobody speaks; nobody's when left out
 * @returns what ends it
 */
export function captureConsole(owner?: Speaker): () => void {
  if (captures++ === 0) release = wrapConsole();
  if (owner !== undefined) owners.push(owner);
  let isCapturing = true;
  return () => {
    if (!isCapturing) return;
    isCapturing = false;
    if (owner !== undefined) owners.splice(owners.indexOf(owner), 1);
    if (--captures === 0) release();
  };
}

type Print = (...args: unknown[]) => void;

function wrapConsole(): () => void {
  const { console: terminal } = globalThis;
  const undo = severities.map(([method, severity]) => {
    const print = Reflect.get(terminal, method) as Print;
    const wrapper = function (this: unknown, ...args: unknown[]): void {
      print.apply(this, args);
      const speaker = speaking.getStore() ?? owners.at(-1);
      if (speaker !== undefined) capture(speaker, severity, args, wrapper);
    };
    terminal[method] = wrapper;
    return () => {
      // What has been put over it meanwhile stays.
      if (Reflect.get(terminal, method) === wrapper) terminal[method] = print;
    };
  });
  return () => {
    for (const step of undo) step();
  };
}

function capture(
  { log, instructionId, transformOf }: Speaker,
  severity: Severity,
  args: readonly unknown[],
  from: Print,
): void {
  const trace = traceFrom(from);
  const step = stepIn(trace.stack);
  const transformId = step === undefined ? undefined : transformOf?.(step);
  const place = new CallSite(trace);
  const text = format(...args);
  const isLong = text.length > maxMessageLength;
  log.write(severity, isLong ? `${text.slice(0, maxMessageLength)}... (${String(text.length)} characters)` : text, {
    ...(instructionId === undefined ? {} : { instructionId }),
    ...(transformId === undefined ? {} : { transformId }),
    ...(place.isKnown ? { logLocation: place.toString() } : {}),
  });
}

function traceFrom(from: Print): { stack?: string } {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = maxFrames;
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, from);
  Error.stackTraceLimit = limit;
  return trace;
}
