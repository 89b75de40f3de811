import { setImmediate, setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { expectNoUnhandledRejection } from "../../test/conformance/unhandled.ts";
import { doFn, flatten, Pipeline } from "../index.ts";
import { UserFunctionError } from "./user-function-error.ts";

expectNoUnhandledRejection();

const newPipeline = (): Pipeline => Pipeline.create({ quiet: true });

describe("a failure", () => {
  it("can't be swallowed by a try around emit, synchronous or not", async () => {
    for (const fail of [
      (): number | Promise<number> => {
        throw new Error("below");
      },
      async (): Promise<number> => {
        await setImmediate();
        throw new Error("below");
      },
    ]) {
      const p = newPipeline();
      p.create([1, 2])
        .parDo(
          "Swallows",
          doFn<number>()({
            async process(n, { emit, flush }) {
              try {
                emit(n);
                await flush();
              } catch {
                // Swallowed.
              }
            },
          }),
        )
        .map("Fails", fail);
      await expect(p.run()).rejects.toThrow('of step "Fails" failed: Error: below');
    }
  });

  it("ends the bundle soon after a step above has swallowed it", async () => {
    const p = newPipeline();
    let seen = 0;
    p.create(Array.from({ length: 100_000 }, (_, i) => i))
      .reshuffle()
      .parDo(
        doFn<number>()({
          process(n, { emit }) {
            seen++;
            try {
              emit(n);
            } catch {
              // Swallowed.
            }
          },
        }),
      )
      .map("Fails", () => {
        throw new Error("always");
      });
    await expect(p.run()).rejects.toThrow("always");
    expect(seen).toBeLessThan(10_000);
  });

  it("is the first one's, when several branches fail", async () => {
    const p = newPipeline();
    const numbers = p.create([1]);
    const slow = numbers.map("Slow", async () => {
      await setTimeout(20);
      throw new Error("slow");
    });
    const fast = numbers.map("Fast", async () => {
      await setTimeout(1);
      throw new Error("fast");
    });
    flatten([slow, fast]);
    await expect(p.run()).rejects.toThrow("fast");
  });

  it("keeps its cause, and is made once", async () => {
    const p = newPipeline();
    const cause = new Error("below");
    p.create([1])
      .parDo(
        "Above",
        doFn<number>()({
          process(n, { emit }) {
            emit(n);
          },
        }),
      )
      .map("Below", () => {
        throw cause;
      });
    const error: unknown = await p.run().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserFunctionError);
    expect(error).toMatchObject({ step: "Below", cause });
  });
});
