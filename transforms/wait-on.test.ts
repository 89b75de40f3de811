import { describe, expect, it } from "vitest";
import { Pipeline } from "../sdk/index.ts";
import { waitOn } from "./index.ts";

describe("waitOn", () => {
  it("lets no element pass before the last one that it waits on is done", async () => {
    const p = Pipeline.create({ quiet: true });
    const log: string[] = [];
    const stored = p
      .create("Users", [1, 2, 3])
      .reshuffle()
      .map("Store", async (n) => {
        await new Promise((resolve) => setImmediate(resolve));
        log.push(`stored ${String(n)}`);
        return n;
      });
    const orders = p.create("Orders", ["x", "y"]).tap("Before", () => log.push("before"));
    orders.apply(waitOn(stored)).map("After", (order) => log.push(`after ${order}`));
    await p.run();
    const lastStored = log.findLastIndex((entry) => entry.startsWith("stored"));
    expect(log.findIndex((entry) => entry.startsWith("after"))).toBeGreaterThan(lastStored);
    expect(log.toSorted()).toEqual(["after x", "after y", "before", "before", "stored 1", "stored 2", "stored 3"]);
  });
});
