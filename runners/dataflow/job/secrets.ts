import { inspect } from "node:util";

/** Words in the name of an option that say that its value is nobody's business. */
const words: ReadonlySet<string> = new Set([
  "secret",
  "secrets",
  "password",
  "passwd",
  "passphrase",
  "pwd",
  "token",
  "tokens",
  "credential",
  "credentials",
  "key",
  "apikey",
  "auth",
  "authorization",
  "cookie",
]);

/** Shapes of values that are secrets whatever they are called: private keys, tokens, URLs with a password. */
const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:ya29\.|ghp_|github_pat_|xox[abp]-|sk-|AKIA)[\w-]{8,}/,
  /\bAIza[\w-]{30,}/,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\./,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i,
];

/**
 * Says whether an option must not be shown: by its name (`dbPassword`, `api_key`), or by what its value looks like. The
 * name of a key, as of `keyField`, is withheld as well: better one option too few in a list.
 */
export function isSecret(name: string, value: unknown): boolean {
  const parts = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.toLowerCase());
  if (parts.some((part) => words.has(part))) return true;
  const text = typeof value === "string" ? value : inspect(value, { depth: 5, maxStringLength: null });
  return shapes.some((shape) => shape.test(text));
}
