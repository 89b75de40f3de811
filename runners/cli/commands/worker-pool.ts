import { InvalidArgumentError, type Command } from "commander";
import { ListenError } from "../cli-errors.ts";

/** Adds `purlin worker-pool`. */
export function addWorkerPool(program: Command): void {
  program
    .command("worker-pool")
    .description("Serve workers to runners that are given  --environment=external:HOST:PORT  until it is told to end.")
    .requiredOption("--port <number>", "the port to listen on", port)
    .option("--host <address>", "the address to listen on; 0.0.0.0 for all that can reach this host", "127.0.0.1")
    .addHelpText("after", "\nThe workers fetch the program of their job from its runner.")
    .action(async (options: { readonly port: number; readonly host: string }) => {
      const { runWorkerPool } = await import("../../../sdk/container/worker-pool.ts");
      const { RpcError } = await import("../../../sdk/harness/rpc/rpc-error.ts");
      const tell = (text: string): void => console.error(`worker-pool: ${text}`);
      const pool = await runWorkerPool({ ...options, tell }).catch((error: unknown) => {
        if (!(error instanceof RpcError)) throw error;
        throw new ListenError(`${options.host}:${String(options.port)}`, error);
      });
      tell(`listens on ${pool.address}`);
      await signalToEnd();
      await pool.stop();
    });
}

function signalToEnd(): Promise<unknown> {
  return Promise.race(
    (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) => new Promise((resolve) => process.once(signal, resolve))),
  );
}

function port(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (number <= 65_535) return number;
  throw new InvalidArgumentError("It is a number from 0 to 65535; 0 takes any that is free.");
}
