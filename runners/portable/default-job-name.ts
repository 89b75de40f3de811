import path from "node:path";

/** Returns a name for a job that was given none: `examples/wordcount.ts` -> `"wordcount-1763729999000"`. */
export function defaultJobName(): string {
  const program = path.parse(process.argv[1] ?? "").name.toLowerCase();
  const name = program
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .replace(/-$/, "");
  return `${name === "" ? "purlin" : name}-${String(Date.now())}`;
}
