import { expect, it } from "vitest";
import { DataConnection } from "../../sdk/harness/data/data-connection.ts";
import { endAfterEach, newRunner } from "./setting.ts";

endAfterEach();

it("a data connection forgets bundles that have ended, and drops what still comes for one that has failed", async () => {
  const runner = await newRunner();
  const connection = new DataConnection(runner.address, "w1");
  const [failed, ended] = [connection.inbox("failed"), connection.inbox("ended")];
  connection.close("failed", true);
  connection.close("ended", false);
  await runner.send("failed", "t", Uint8Array.of(1), true);
  await runner.send("other", "t", Uint8Array.of(2), true);
  const other = connection.inbox("other").queue("t");
  await other.wait();
  expect(other.take()).toEqual(Buffer.of(2));
  expect(connection.inbox("failed").queue("t").take()).toBeUndefined();
  expect(connection.inbox("failed")).not.toBe(failed);
  expect(connection.inbox("ended")).not.toBe(ended);
  await connection.end();
  expect(() => connection.send({})).toThrow("has been ended by this worker");
});
