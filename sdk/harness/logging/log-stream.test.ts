import { afterEach, describe, expect, it } from "vitest";
import {
  BeamFnLogging,
  LogEntry_Severity_Enum,
  type LogEntry,
} from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { addService, makeServer } from "../rpc/server.ts";
import { LogStream } from "./log-stream.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function collector(released: Promise<unknown> = Promise.resolve()) {
  const server = makeServer();
  closing.push(() => server.close());
  const entries: LogEntry[] = [];
  addService(server, BeamFnLogging, {
    logging: async (stream) => {
      await released;
      for await (const { logEntries } of stream) entries.push(...logEntries);
    },
  });
  return { address: await server.listen(), entries, server };
}

describe("a log stream", () => {
  it("sends entries in order, with what is known of them", async () => {
    const { address, entries } = await collector();
    const log = new LogStream(address, "w1");
    log.write("info", "first", { instructionId: "b1", transformId: "t1" });
    log.write("error", "second", { trace: "at here" });
    await log.end();
    expect(entries).toMatchObject([
      { severity: LogEntry_Severity_Enum.INFO, message: "first", instructionId: "b1", transformId: "t1" },
      { severity: LogEntry_Severity_Enum.ERROR, message: "second", trace: "at here" },
    ]);
    expect(Math.abs(Number(entries[0]?.timestamp?.seconds) - Date.now() / 1000)).toBeLessThan(60);
  });

  it("drops what is too much, says how much that was, and never waits", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
    const { address, entries } = await collector(released);
    const log = new LogStream(address, "w1");
    for (let i = 0; i < 5000; i++) log.write("info", String(i));
    release(undefined);
    await log.end();
    expect(entries.length).toBe(1001);
    expect(entries.at(-1)).toMatchObject({
      severity: LogEntry_Severity_Enum.WARN,
      message: "4000 log entries were dropped: the runner did not take them in time.",
    });
  });

  it("ends although the service is gone", async () => {
    const { address, server } = await collector();
    const log = new LogStream(address, "w1");
    server.close();
    for (let i = 0; i < 100; i++) log.write("info", "x".repeat(10_000));
    await log.end();
    log.write("info", "after the end");
  });
});
