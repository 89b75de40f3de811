// What a job does to its process: signals, exit codes, promises that never settle. Each test is a process of its own.
import { describe, expect, it } from "vitest";
import { onABusyMachine } from "../../test/on-a-busy-machine.ts";
import { Program } from "../../test/direct/program.ts";

const busy = [
  {
    what: "elements of a buffer are processed",
    body: `p.create(Array.from({ length: 5_000_000 }, (_, i) => i)).reshuffle().map(work);`,
  },
  {
    what: "one long flatMap is processed",
    body: `p.create([0]).flatMap(function* () { for (;;) yield 1; }).map(work);`,
  },
  { what: "a promise of a function never settles", body: `p.create([1]).map(() => { work(); return never; });` },
  {
    what: "a promise of a setup never settles",
    body: `p.create([1]).parDo(doFn()({ setup() { work(); return never; }, process() {} }));`,
  },
  {
    what: "a teardown never settles",
    body: `p.create([1]).parDo(doFn()({ process() {}, teardown() { work(); return never; } }));`,
  },
];
const prelude = `
  let hasBegun = false;
  const work = () => {
    if (!hasBegun) console.log("begun");
    hasBegun = true;
    for (const end = performance.now() + 0.01; performance.now() < end; );
  };
  const never = new Promise(() => undefined);
  const keepAlive = setInterval(() => undefined, 1_000);
`;

describe("a signal", () => {
  it.each(busy)("ends the process within a second, by that signal, while $what", async ({ body }) => {
    const program = new Program(`${prelude} ${body} await p.run();`);
    await program.says("begun");
    program.kill("SIGINT");
    const { by, millis } = await program.end();
    expect(by).toBe("SIGINT");
    expect(millis).toBeLessThan(onABusyMachine(1_000));
    // It ends as an interrupted program does, not with the stack of an error.
    expect(program.output).toBe("begun\n");
  });

  it("that is SIGTERM ends the process in the same way", async () => {
    const program = new Program(`${prelude} p.create([1]).map(() => { work(); return never; }); await p.run();`);
    await program.says("begun");
    program.kill("SIGTERM");
    expect((await program.end()).by).toBe("SIGTERM");
  });

  it("tears the steps down first, which know that the job has not ended well", async () => {
    const program = new Program(`${prelude}
      p.create([1]).parDo(doFn()({
        process() { work(); return never; },
        async teardown(_, { hasJobFailed }) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          console.log("torn down, failed: " + hasJobFailed);
        },
      }));
      await p.run();`);
    await program.says("begun");
    program.kill("SIGINT");
    expect((await program.end()).by).toBe("SIGINT");
    expect(program.output).toBe("begun\ntorn down, failed: true\n");
  });

  it("leaves a program alive that listens to it itself, with its job cancelled", async () => {
    const program = new Program(`${prelude}
      process.on("SIGINT", () => console.log("heard"));
      p.create([1]).map(() => { work(); return never; });
      await p.run().catch((error) => console.log(error.code));
      clearInterval(keepAlive);
      console.log("still here");`);
    await program.says("begun");
    program.kill("SIGINT");
    expect((await program.end()).by).toBe(0);
    expect(program.output).toBe("begun\nheard\nPURLIN_JOB_CANCELLED\nstill here\n");
  });

  it("waits for all jobs of the process", async () => {
    const program = new Program(`${prelude}
      const q = Pipeline.create({ quiet: true });
      const slow = doFn()({
        process() { work(); return never; },
        async teardown() {
          await new Promise((resolve) => setTimeout(resolve, 100));
          console.log("slow");
        },
      });
      const fast = doFn()({ process: () => never, teardown() { console.log("fast"); } });
      p.create([1]).parDo(slow);
      q.create([1]).parDo(fast);
      await Promise.all([p.run(), q.run()]);`);
    await program.says("begun");
    program.kill("SIGINT");
    expect((await program.end()).by).toBe("SIGINT");
    expect(program.output).toBe("begun\nfast\nslow\n");
  });

  it("that comes a second time ends the process at once", async () => {
    const program = new Program(`${prelude}
      p.create([1]).parDo(doFn()({
        process() { work(); return never; },
        teardown() { console.log("tearing down"); for (;;); },
      }));
      await p.run();`);
    await program.says("begun");
    program.kill("SIGINT");
    await program.says("tearing down");
    program.kill("SIGINT");
    expect((await program.end()).by).toBe("SIGINT");
  });
});

describe("a bare script", () => {
  it("exits with a code that is not 0 when its job fails, and shows what has failed", async () => {
    const program = new Program(`p.create([1]).map("Parse", () => { throw new Error("on purpose"); }); await p.run();`);
    expect((await program.end()).by).toBe(1);
    expect(program.output).toContain('The function of step "Parse" failed: Error: on purpose');
  });

  it("exits with a code that is not 0 when nobody awaits the run that fails", async () => {
    const program = new Program(`p.create([1]).map(() => { throw new Error("on purpose"); }); void p.run();`);
    expect((await program.end()).by).toBe(1);
  });

  it("exits with a code that is not 0 when nobody waits for the end of a job that fails", async () => {
    const program = new Program(`p.create([1]).map(() => { throw new Error("no such luck"); }); await p.start();`);
    expect(await program.end()).toMatchObject({ by: 1 });
    expect(program.output).toContain("no such luck");
  });

  it("exits with 0 when its job ends well, without being told to", async () => {
    const program = new Program(`p.create([1]).map((n) => console.log(n)); await p.run();`);
    expect((await program.end()).by).toBe(0);
    expect(program.output).toBe("1\n");
  });

  it.each([
    { where: "a function", body: `p.create([1]).map("Hangs", () => new Promise(() => undefined));`, named: "Hangs" },
    {
      where: "a DoFn",
      body: `p.create([1, 2]).map("Above", (n) => n).parDo("Hangs", doFn()({ process: () => new Promise(() => {}) }));`,
      named: "Hangs",
    },
    {
      where: "a teardown",
      body: `p.create([1]).parDo(doFn()({ process() {}, teardown: () => new Promise(() => undefined) }));`,
      named: "a setup, startBundle, finishBundle or teardown",
    },
  ])("fails when the promise of $where can't settle any more", async ({ body, named }) => {
    const program = new Program(`${body}
      await p.run().catch((error) => { console.log(error.code, error.facts["steps that wait"]); process.exitCode = 3; });`);
    expect((await program.end()).by).toBe(3);
    expect(program.output).toBe(`PURLIN_UNSETTLED ${named}\n`);
  });
});
