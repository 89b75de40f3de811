import { describe, expect, it } from "vitest";
import { StateCache } from "./state-cache.ts";

const page = (bytes: number): Uint8Array[] => [new Uint8Array(bytes)];

describe("the state cache", () => {
  it("gives back what was kept, until that is forgotten", () => {
    const cache = new StateCache();
    const pages = page(3);
    cache.set("a", pages);
    expect(cache.get("a")).toBe(pages);
    cache.delete("a");
    expect([cache.get("a"), cache.sizeBytes]).toEqual([undefined, 0]);
  });

  it("drops what was not used for longest when it is full", () => {
    const cache = new StateCache(1000);
    for (const id of ["a", "b", "c", "d"]) {
      cache.set(id, page(100));
      cache.get("a");
    }
    expect(["a", "b", "c", "d"].filter((id) => cache.get(id) !== undefined)).toEqual(["a", "c", "d"]);
    expect(cache.sizeBytes).toBeLessThanOrEqual(1000);
  });

  it("counts an entry once, however often it is set", () => {
    const cache = new StateCache();
    for (let i = 0; i < 5; i++) cache.set("a", page(100));
    const once = new StateCache();
    once.set("a", page(100));
    expect(cache.sizeBytes).toBe(once.sizeBytes);
  });

  it("does not empty itself for an entry that never fits", () => {
    const cache = new StateCache(1000);
    cache.set("a", page(10));
    cache.set("b", page(2000));
    expect([cache.get("a")?.length, cache.get("b")]).toEqual([1, undefined]);
  });
});
