import type { ProgressSnapshot } from "./progress.ts";
import { formatCount, formatMillis } from "./quantities.ts";
import { cut, displayWidth } from "./terminal-text.ts";

/** Rates are those of the last second or so: long enough not to flicker. */
const windowMillis = 1000;

/** Turns snapshots of a job, one after the other, into lines that say what it does now and how fast. */
export class ProgressLine {
  readonly #past = [{ elapsedMillis: 0, elements: 0 }];

  /** Returns the line for `snapshot`, of at most `width` characters. */
  render(snapshot: ProgressSnapshot, width: number): string {
    const { stages, elapsedMillis } = snapshot;
    const done = stages.filter(({ state }) => state === "done").length;
    const running = stages.filter(({ state }) => state === "running");
    const head = `${formatMillis(elapsedMillis)}  ${done}/${stages.length} stages  `;
    // What steps have put out, not what stages have read: a stage that reads files has read one range for a long time.
    const elements = snapshot.steps.reduce((sum, step) => sum + step.elements, 0);
    const rate = this.#rate(elapsedMillis, elements);
    const [first, ...more] = running;
    if (first === undefined) return cut(head.trimEnd(), width);
    const others = more.length === 0 ? "" : ` (+${more.length})`;
    const [waiting] = snapshot.waiting ?? [];
    // A promise that never settles must not look like work.
    const pace = rate === 0 && waiting !== undefined ? `waits for ${waiting}` : `${formatCount(rate)}/s`;
    const tail = `${others}  ${formatCount(elements)} elements  ${pace}`;
    const room = width - displayWidth(head + tail);
    return cut(head + cut(first.name, Math.max(room, 8)) + tail, width);
  }

  #rate(elapsedMillis: number, elements: number): number {
    this.#past.push({ elapsedMillis, elements });
    // One snapshot at least as old as the window stays, so that a rate is always taken over all of it.
    while ((this.#past[1]?.elapsedMillis ?? Infinity) <= elapsedMillis - windowMillis) this.#past.shift();
    const [since = { elapsedMillis, elements }] = this.#past;
    const millis = elapsedMillis - since.elapsedMillis;
    return millis > 0 ? ((elements - since.elements) * 1000) / millis : 0;
  }
}
