import { GLOBAL_WINDOW, type GlobalWindow } from "../values/window.ts";
import type { Coder } from "./coder.ts";

/** The global window, of which there is one, as no bytes at all (`beam:coder:global_window:v1`). */
export const globalWindowCoder: Coder<GlobalWindow> = Object.freeze<Coder<GlobalWindow>>({
  kind: "global_window",
  components: [],
  isDeterministic: true,
  encode() {
    // Nothing to write.
  },
  decode: () => GLOBAL_WINDOW,
  structuralValue: () => "",
});
