import type { ProgressSnapshot, StageProgress } from "./progress.ts";
import { formatCount, formatMillis } from "./quantities.ts";
import { cut, displayWidth } from "./terminal-text.ts";

/** Rates are those of the last second or so: long enough not to flicker. */
const windowMillis = 1000;

/** Turns snapshots of a job, one after the other, into lines that say what it does now and how fast. */
export class ProgressLine {
  readonly #past = [{ elapsedMillis: 0, elementsIn: 0 }];

  /** Returns the line for `snapshot`, of at most `width` characters. */
  render(snapshot: ProgressSnapshot, width: number): string {
    const { stages, elapsedMillis } = snapshot;
    const done = stages.filter(({ state }) => state === "done").length;
    const running = stages.filter(({ state }) => state === "running");
    const head = `${formatMillis(elapsedMillis)}  ${done}/${stages.length} stages  `;
    const rate = formatCount(this.#rate(snapshot));
    const [first, ...more] = running;
    if (first === undefined) return cut(head.trimEnd(), width);
    const others = more.length === 0 ? "" : ` (+${more.length})`;
    const tail = `${others}  ${counts(running)}  ${rate}/s`;
    const room = width - displayWidth(head + tail);
    return cut(head + cut(first.name, Math.max(room, 8)) + tail, width);
  }

  #rate({ stages, elapsedMillis }: ProgressSnapshot): number {
    const elementsIn = stages.reduce((sum, stage) => sum + stage.elementsIn, 0);
    this.#past.push({ elapsedMillis, elementsIn });
    // One snapshot at least as old as the window stays, so that a rate is always taken over all of it.
    while ((this.#past[1]?.elapsedMillis ?? Infinity) <= elapsedMillis - windowMillis) this.#past.shift();
    const [since = { elapsedMillis, elementsIn }] = this.#past;
    const millis = elapsedMillis - since.elapsedMillis;
    return millis > 0 ? ((elementsIn - since.elementsIn) * 1000) / millis : 0;
  }
}

function counts(stages: readonly StageProgress[]): string {
  const elementsIn = stages.reduce((sum, stage) => sum + stage.elementsIn, 0);
  const elementsOut = stages.reduce((sum, stage) => sum + stage.elementsOut, 0);
  return `${formatCount(elementsIn)} in, ${formatCount(elementsOut)} out`;
}
