import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { customWindowCoder } from "../coders/custom-window-coder.ts";
import { intervalWindowCoder } from "../coders/interval-window-coder.ts";
import type { Coder } from "../coders/coder.ts";
import { GLOBAL_WINDOW, IntervalWindow, type Window } from "../values/window.ts";
import { WindowTable } from "./window-table.ts";

// Few windows, and each time new objects: what is told apart by identity shows.
const windows: fc.Arbitrary<Window> = fc.oneof(
  fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 2 })).map(([start, size]) => new IntervalWindow(start, start + size)),
  fc.constant<Window>(GLOBAL_WINDOW),
);
const commands = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ does: fc.constant("put" as const), window: windows, key: fc.constantFrom("a", 1, "1") }),
    },
    { weight: 2, arbitrary: fc.record({ does: fc.constant("delete" as const), window: windows }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant("clear" as const) }) },
  ),
);

// A table of one strategy holds windows of one kind; that of all is only easier to test together.
const windowCoder: Coder<Window> = intervalWindowCoder;

describe("a table by window and key", () => {
  it("holds what a plain Map by the windows' names and the keys holds, in the same order", () => {
    fc.assert(
      fc.property(commands, (list) => {
        const table = new WindowTable<number>(windowCoder);
        const model = new Map<string, Map<unknown, number>>();
        for (const [i, command] of list.entries()) {
          if (command.does === "put") {
            table.entriesOf(command.window).set(command.key, i);
            const name = nameOf(command.window);
            model.set(name, (model.get(name) ?? new Map<unknown, number>()).set(command.key, i));
          } else if (command.does === "delete") {
            table.delete(command.window);
            model.delete(nameOf(command.window));
          } else {
            table.clear();
            model.clear();
          }
        }
        const held = [...table.windows()].map(({ window, entries }) => [nameOf(window), [...entries]]);
        expect(held).toEqual([...model].map(([name, entries]) => [name, [...entries]]));
      }),
    );
  });

  it("finds the same entries for a window that was decoded again", () => {
    const coder = customWindowCoder(intervalWindowCoder) as unknown as Coder<Window>;
    const table = new WindowTable<number>(coder);
    const entries = table.entriesOf(new IntervalWindow(0, 10));
    expect(table.entriesOf(new IntervalWindow(0, 10))).toBe(entries);
    expect(table.entriesOf(new IntervalWindow(0, 11))).not.toBe(entries);
    expect(table.entriesOf(new IntervalWindow(0, 10))).toBe(entries);
  });
});

function nameOf(window: Window): string {
  return window instanceof IntervalWindow ? window.toString() : "global";
}
