import { refusedWindows } from "./refused-windows.ts";
import type { Skip } from "./run-suite.ts";

/** The cases that Prism can't pass. */
export const prismSkips: readonly Skip[] = [
  refusedWindows,
  {
    reason: "Prism merges sessions of which one begins where the other ends",
    tests: ["an element that comes exactly the gap after another one begins a session"],
  },
  {
    reason: "Prism drops elements behind the watermark as late, also those of bounded input",
    tests: ["an element that is moved back in time is grouped with the others of its new window"],
  },
];
