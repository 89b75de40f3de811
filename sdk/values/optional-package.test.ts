import { describe, expect, it } from "vitest";
import { loadOptionalPackage, MissingPackageError } from "./optional-package.ts";

/** What Node throws for a package that isn't installed. */
function notFound(name: string): Error {
  return Object.assign(new Error(`Cannot find package '${name}' imported from /app/program.mjs`), {
    code: "ERR_MODULE_NOT_FOUND",
  });
}

const purpose = "speaks to a cloud";

describe("an optional package", () => {
  it("is what its import gives", async () => {
    const load = (): Promise<{ answer: number }> => Promise.resolve({ answer: 42 });
    expect(await loadOptionalPackage({ name: "@cloud/client", purpose, load })).toEqual({ answer: 42 });
  });

  it("is asked for by name where Node doesn't find it, with the command that installs it", async () => {
    const name = "@purlin/is-never-published";
    const loading = loadOptionalPackage({ name, purpose, load: () => import(/* @vite-ignore */ name) });
    const error: unknown = await loading.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(MissingPackageError);
    expect(error).toMatchObject({ code: "PURLIN_MISSING_PACKAGE", packageName: name });
    expect(String(error)).toContain(`The package "${name}", which speaks to a cloud, is not installed.`);
    expect(String(error)).toContain(`npm install ${name}`);
  });

  it.each([
    { name: "lacks a package itself", error: notFound("left-pad") },
    { name: "fails while it is loaded", error: new TypeError("this machine is not supported") },
  ])("is not taken for missing where it is there but $name", async ({ error }) => {
    const loading = loadOptionalPackage({ name: "@cloud/client", purpose, load: () => Promise.reject(error) });
    await expect(loading).rejects.toBe(error);
  });
});
