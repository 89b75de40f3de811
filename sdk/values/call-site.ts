// Where in the user's program a step was made. The frames of an Error are formatted only when somebody asks, because a
// call site is captured for every transform and read only when something goes wrong.

const root = new URL("../../", import.meta.url).href;
const rooms = ["sdk", "transforms", "io", "runners"].map((room) => `${root}${room}/`);

/** A place in the user's program; {@link CallSite.toString} gives `file:line:column`. */
export class CallSite {
  readonly #trace: { stack?: string };
  #location: string | undefined;

  constructor(trace: { stack?: string }) {
    this.#trace = trace;
  }

  /** Returns `path:line:column`, the path relative to the working directory where it lies below it. */
  toString(): string {
    this.#location ??= locate(this.#trace.stack ?? "");
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

function locate(stack: string): string {
  for (const line of stack.split("\n").slice(1)) {
    const frame = /\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*:\d+:\d+)\)?$/.exec(line.trim())?.[1];
    if (frame === undefined) continue;
    const url = frame.startsWith("file://") ? frame : `file://${frame}`;
    if (!isOwn(url)) return relative(url);
  }
  return "unknown place";
}

function isOwn(url: string): boolean {
  return rooms.some((room) => url.startsWith(room)) && !/\.test\.[cm]?[jt]s:/.test(url);
}

function relative(url: string): string {
  const path = decodeURIComponent(url.slice("file://".length));
  const here = `${process.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
}
