import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { RpcError } from "../../sdk/harness/rpc/rpc-error.ts";
import { followStream } from "./follow-stream.ts";

/** Opens one list of messages after the other; a number in it is the status that the stream breaks with. */
function streams(lists: readonly (readonly (string | number)[])[]): {
  open: () => AsyncIterable<string>;
  opened: () => number;
} {
  let opened = 0;
  return {
    opened: () => opened,

    async *open() {
      for (const message of lists[opened++] ?? []) {
        if (typeof message === "number") throw new RpcError(message, "broken");
        yield message;
      }
    },
  };
}

function follow(
  lists: readonly (readonly (string | number)[])[],
  options: { patienceMillis?: number; signal?: AbortSignal } = {},
) {
  const seen: string[] = [];
  const { open, opened } = streams(lists);
  const followed = followStream({
    endpoint: "localhost:1",
    signal: new AbortController().signal,
    open,
    take: (message) => seen.push(message) > 0 && message === "last",
    ...options,
  });
  return { followed, seen, opened };
}

describe("a stream that is followed", () => {
  it("ends with the message that is the last", async () => {
    const { followed, seen, opened } = follow([["a", "last", "b"]]);
    await followed;
    expect(seen).toEqual(["a", "last"]);
    expect(opened()).toBe(1);
  });

  it.each([
    { name: "breaks", lists: [["a", status.UNAVAILABLE], ["b", status.INTERNAL], ["last"]] },
    { name: "ends too soon", lists: [["a"], ["b"], ["last"]] },
  ])("is opened again when it $name", async ({ lists }) => {
    const { followed, seen, opened } = follow(lists);
    await followed;
    expect(seen).toEqual(["a", "b", "last"]);
    expect(opened()).toBe(3);
  });

  it("is given up at once when the server doesn't know the job", async () => {
    const { followed, opened } = follow([["a", status.NOT_FOUND]]);
    await expect(followed).rejects.toThrow("The job server at localhost:1 doesn't know the job any more");
    expect(opened()).toBe(1);
  });

  it("is given up when the server stays away for too long", async () => {
    const { followed } = follow([[status.UNAVAILABLE], [status.UNAVAILABLE], [status.UNAVAILABLE]], {
      patienceMillis: 60,
    });
    await expect(followed).rejects.toMatchObject({
      code: "PURLIN_JOB_ENDPOINT",
      facts: { "the last answer": "broken" },
    });
  });

  it("is left when nobody wants it any more", async () => {
    const abort = new AbortController();
    const { followed, opened } = follow([[status.UNAVAILABLE]], { signal: abort.signal });
    abort.abort();
    await followed;
    expect(opened()).toBe(1);
  });
});
