// Loaded into a program that `purlin run` has started, before it: answers the parent, as long as the event loop turns.

import { isMainThread } from "node:worker_threads";
import { setSupervisor } from "../../../sdk/pipeline/supervision.ts";
import { ping, pong, takesTime } from "./ping.ts";

// A worker thread, or a process that the program forks, is given the arguments of Node that load this, too.
if (isMainThread && process.connected) {
  process.on("message", (message) => {
    if (message === ping && process.connected) process.send?.(pong, undefined, undefined, () => undefined);
  });
  setSupervisor({
    takesItsTime: () => {
      if (process.connected) process.send?.(takesTime, undefined, undefined, () => undefined);
    },
  });
  // Listening keeps a process alive, and this is no reason to live.
  process.channel?.unref();
}
