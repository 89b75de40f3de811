import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { CallSite, captureCallSite } from "./call-site.ts";

const here = process.cwd();
const root = new URL("../../", import.meta.url).href;

describe("a call site", () => {
  it("is the place outside of the library from which it was captured", () => {
    expect(captureCallSite().toString()).toMatch(/^sdk\/values\/call-site\.test\.ts:\d+:\d+$/);
  });

  it.each([
    { name: "a module", frame: "file:///app/main.ts:3:5", place: "/app/main.ts:3:5" },
    { name: "a function of a module", frame: "build (file:///app/main.ts:3:5)", place: "/app/main.ts:3:5" },
    {
      name: "a method under another name",
      frame: "Orders.build [as run] (file:///app/main.ts:3:5)",
      place: "/app/main.ts:3:5",
    },
    { name: "an asynchronous function", frame: "async build (file:///app/main.ts:3:5)", place: "/app/main.ts:3:5" },
    { name: "an asynchronous module", frame: "async file:///app/main.ts:3:5", place: "/app/main.ts:3:5" },
    { name: "a CommonJS module", frame: "Object.<anonymous> (/app/main.cjs:3:5)", place: "/app/main.cjs:3:5" },
    { name: "a path with escapes", frame: "file:///my%20app/ma%C3%AFn.ts:3:5", place: "/my app/maïn.ts:3:5" },
    { name: "a path with a percent sign", frame: "f (/100%/main.cjs:3:5)", place: "/100%/main.cjs:3:5" },
    { name: "a path with brackets", frame: "f (file:///app%20(copy)/main.ts:3:5)", place: "/app (copy)/main.ts:3:5" },
    { name: "a path below the working directory", frame: `f (file://${here}/jobs/a.ts:3:5)`, place: "jobs/a.ts:3:5" },
    { name: "a test beside the library's sources", frame: `${root}sdk/graph/x.test.ts:3:5`, place: "x.test.ts:3:5" },
  ])("is found in $name", ({ frame, place }) => {
    expect(new CallSite({ stack: `Error\n    at ${frame}` }).toString()).toMatch(new RegExp(`${escape(place)}$`));
  });

  it.each(["sdk/pipeline/pcollection.ts", "transforms/count.ts", "io/text/read-text.ts", "runners/cli/command.ts"])(
    "passes over the frames of the library: %s",
    (file) => {
      const frames = [`PCollection.map (${root}${file}:9:9)`, "file:///app/main.ts:3:5"];
      expect(new CallSite({ stack: stackOf(frames) }).toString()).toBe("/app/main.ts:3:5");
    },
  );

  it("passes over frames without a file: those of Node, of native code and of evaluated text", () => {
    const frames = [
      "ModuleJob.run (node:internal/modules/esm/module_job:561:25)",
      "Array.map (<anonymous>)",
      "eval (eval at build (file:///app/rules.ts:7:1), <anonymous>:1:1)",
      "file:///app/main.ts:3:5",
    ];
    expect(new CallSite({ stack: stackOf(frames) }).toString()).toBe("/app/main.ts:3:5");
  });

  it("is the nearest of the program's own frames", () => {
    const frames = ["inner (file:///app/parts.ts:1:2)", "outer (file:///app/main.ts:3:5)"];
    expect(new CallSite({ stack: stackOf(frames) }).toString()).toBe("/app/parts.ts:1:2");
  });

  it.each([
    { name: "there is no frame of the program", trace: { stack: stackOf(["node:internal/main:1:1"]) } },
    { name: "there is no stack", trace: {} },
    { name: "the program formats stacks in its own way", trace: { stack: [] as unknown as string } },
  ])("is an unknown place where $name", ({ trace }) => {
    expect(new CallSite(trace).toString()).toBe("unknown place");
  });

  it("is the program's, not the library's, where the package is built and installed", () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "purlin-call-site-")));
    try {
      const source = readFileSync(new URL("call-site.ts", import.meta.url), "utf8");
      const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
      const write = (path: string, text: string): void => {
        mkdirSync(join(folder, path, ".."), { recursive: true });
        writeFileSync(join(folder, path), text);
      };
      write("node_modules/purlin/package.json", '{ "name": "purlin", "type": "module", "exports": "./sdk/index.js" }');
      write(
        "node_modules/purlin/sdk/values/call-site.js",
        ts.transpileModule(source, { compilerOptions: options }).outputText,
      );
      write(
        "node_modules/purlin/sdk/index.js",
        'import { captureCallSite } from "./values/call-site.js";\nexport const map = () => captureCallSite();\n',
      );
      write("jobs/main.mjs", 'import { map } from "purlin";\n\nconsole.log(String(map()));\n');
      const printed = execFileSync(process.execPath, ["jobs/main.mjs"], { cwd: folder, encoding: "utf8" });
      expect(printed).toBe("jobs/main.mjs:3:20\n");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("leaves the program's limit of stacks as it was", () => {
    const before = Error.stackTraceLimit;
    captureCallSite();
    expect(Error.stackTraceLimit).toBe(before);
  });
});

function stackOf(frames: readonly string[]): string {
  return ["Error", ...frames.map((frame) => `    at ${frame}`)].join("\n");
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\%]/g, String.raw`\$&`);
}
