// Runners keep the name that a file is to have on workers, but not always its hash: so the name says both.

const pattern = /^purlin-([0-9a-f]{64})-([^/\\]+)$/;

/** Returns the name under which a file is staged. */
export function artifactName({ name, sha256 }: { readonly name: string; readonly sha256: string }): string {
  return `purlin-${sha256}-${name}`;
}

/** Returns what {@link artifactName} has put into a name; undefined for a file that is not of a program of Purlin. */
export function readArtifactName(stagedName: string): { readonly name: string; readonly sha256: string } | undefined {
  const [, sha256, name] = pattern.exec(stagedName) ?? [];
  return name === undefined || sha256 === undefined ? undefined : { name, sha256 };
}
