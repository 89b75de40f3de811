// Where in the user's program a step was made. The frames of an Error are formatted only when somebody asks, because a
// call site is captured for every transform and read only when something goes wrong.

import { sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const UNKNOWN = "unknown place";

const root = new URL("../../", import.meta.url).href;
const rooms = ["sdk", "transforms", "io", "runners"].map((room) => `${root}${room}/`);

/** A place in the user's program; {@link CallSite.toString} gives `file:line:column`. */
export class CallSite {
  readonly #trace: { stack?: string };
  #location: string | undefined;

  constructor(trace: { stack?: string }) {
    this.#trace = trace;
  }

  /** Returns the call site that another process has given as text. */
  static at(location: string): CallSite {
    const site = new CallSite({});
    site.#location = location;
    return site;
  }

  /** Whether the program has a part in it. */
  get isKnown(): boolean {
    return this.toString() !== UNKNOWN;
  }

  /** Returns `path:line:column`, the path relative to the working directory where it lies below it. */
  toString(): string {
    this.#location ??= locate(this.#trace.stack);
    return this.#location;
  }
}

/** Captures the place in the user's program from which Purlin was called: the first frame outside Purlin's own rooms. */
export function captureCallSite(): CallSite {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 40;
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, captureCallSite);
  Error.stackTraceLimit = limit;
  return new CallSite(trace);
}

// A frame is "at file:///a.ts:1:2" or "at Class.method (file:///a.ts:1:2)"; CommonJS modules are named by their paths. The
// place may hold brackets itself, and what is evaluated from a string (`at eval (...`) has no place of its own.
const frame = /^at (?!eval \()(?:async )?(?:.*? \()?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+:\d+)\)?$/;

function locate(stack: unknown): string {
  // Error.prepareStackTrace may be the program's own, and give what it likes.
  if (typeof stack !== "string") return UNKNOWN;
  for (const line of stack.split("\n").slice(1)) {
    const [, place, position] = frame.exec(line.trim()) ?? [];
    if (place === undefined || position === undefined) continue;
    const url = place.startsWith("file://") ? place : pathToFileURL(place).href;
    if (!isOwn(url)) return `${relative(url)}:${position}`;
  }
  return UNKNOWN;
}

function isOwn(url: string): boolean {
  return rooms.some((room) => url.startsWith(room)) && !/\.test\.[cm]?[jt]s$/.test(url);
}

function relative(url: string): string {
  const path = fileURLToPath(url);
  const here = `${process.cwd()}${sep}`;
  return path.startsWith(here) ? path.slice(here.length) : path;
}
