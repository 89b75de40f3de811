import { describe, expect, it } from "vitest";
import { UniqueIds } from "./unique-ids.ts";

describe("unique ids", () => {
  it.each([
    { name: "are names where they can be", names: ["Words", "Größe"], ids: ["Words", "Größe"] },
    { name: "have no slashes, spaces or quotes", names: ["A/B c'd\u0000", "///"], ids: ["A-B-c-d-", "-"] },
    { name: "are numbered where names are equal", names: ["a", "a", "a"], ids: ["a", "a_2", "a_3"] },
    { name: "are numbered where only what is replaced differs", names: ["a/b", "a b"], ids: ["a-b", "a-b_2"] },
    { name: "go past names that look numbered", names: ["a_2", "a", "a"], ids: ["a_2", "a", "a_3"] },
    { name: "are made for empty names too", names: ["", ""], ids: ["_1", "_2"] },
    {
      name: "are never what an object reserves",
      names: ["__proto__", "constructor"],
      ids: ["__proto___2", "constructor"],
    },
  ])("$name", ({ names, ids }) => {
    const unique = new UniqueIds();
    expect(names.map((name) => unique.next(name))).toEqual(ids);
  });

  it("leave out those that were taken before", () => {
    expect(new UniqueIds(["a", "a_2"]).next("a")).toBe("a_3");
  });
});
