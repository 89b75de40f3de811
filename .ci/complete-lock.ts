/**
 * Adds to package-lock.json the optional packages of other platforms that npm left out, without which `npm ci` refuses
 * the lockfile: npm drops an optional package silently when the registry did not answer for it (a mirror that holds
 * one platform only, say). Run it after a change of dependencies; with `--check` it only says what is absent.
 */
import { readFileSync, writeFileSync } from "node:fs";

import { root } from "./package.ts";

/** A package in the lockfile, as far as it is read here. */
interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

interface Lockfile {
  packages: Record<string, Locked>;
}

/** Names of platforms as they stand in package names, and what npm calls them. */
const cpus = [
  [/-(arm64|aarch64)/u, "arm64"],
  [/-arm/u, "arm"],
  [/-x64/u, "x64"],
  [/-ia32/u, "ia32"],
  [/-ppc64/u, "ppc64"],
  [/-riscv64/u, "riscv64"],
  [/-s390x/u, "s390x"],
] as const;

function platformOf(name: string): Record<string, string[]> {
  const os = /\b(darwin|linux|win32|freebsd|android|openharmony)\b/u.exec(name)?.[1];
  const cpu = cpus.find(([pattern]) => pattern.test(name))?.[1];
  if (os === undefined || cpu === undefined) throw new Error(`${name} names no platform: lock it by hand.`);
  const libc = name.endsWith("-musl") ? "musl" : name.endsWith("-gnu") ? "glibc" : undefined;
  return { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc: [libc] }) };
}

function absentPackages({ packages }: Lockfile): (readonly [path: string, entry: Locked])[] {
  const locked = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf("node_modules/"))));
  return Object.values(packages).flatMap(({ optionalDependencies = {}, dev }) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !locked.has(`node_modules/${name}`))
      .map(([name, version]) => {
        if (!/^\d/u.test(version)) throw new Error(`${name}@${version} is no exact version: lock it by hand.`);
        return [
          `node_modules/${name}`,
          { version, ...(dev ? { dev } : {}), optional: true, ...platformOf(name) },
        ] as const;
      }),
  );
}

const path = `${root}package-lock.json`;
const lock = JSON.parse(readFileSync(path, "utf8")) as Lockfile;
const absent = absentPackages(lock);
for (const [name] of absent) console.log(`absent from package-lock.json: ${name}`);
if (process.argv.includes("--check")) {
  if (absent.length > 0) throw new Error("npm ci would refuse the lockfile: run npm run lock:complete.");
} else if (absent.length > 0) {
  const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(absent) });
  lock.packages = Object.fromEntries(packages.sort(([a], [b]) => a.localeCompare(b, "en")));
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}
