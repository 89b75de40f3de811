import { afterAll, beforeAll } from "vitest";
import type { ServerProcess } from "../../runners/portable/job-server/server-process.ts";

/** The first start downloads the engine. */
const longestStartMillis = 10 * 60_000;

/**
 * Starts a job server for the tests of a block, and ends it after them.
 *
 * @returns what gives its endpoint to a test that runs
 */
export function useJobServer(start: () => Promise<ServerProcess>): () => string {
  let server: ServerProcess | undefined;
  beforeAll(async () => {
    server = await start();
  }, longestStartMillis);
  afterAll(async () => {
    await server?.stop();
  });
  return () => {
    if (server === undefined) throw new Error("The job server is asked for before it was started.");
    return server.endpoint;
  };
}

/** Shows how the start of an engine goes on: a first one takes minutes. */
export function tellOf(engine: string): (text: string) => void {
  let told = 0;
  return (text) => {
    // One line a second is enough of hundreds of downloads.
    if (Date.now() - told < 1000) return;
    told = Date.now();
    console.warn(`${engine}: ${text}`);
  };
}
