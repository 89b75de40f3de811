import { FilePatternError } from "./file-errors.ts";

/**
 * Returns the local path of a path or `file://` URL. URLs are taken apart here and not by the URL class, which would
 * read the `?` of a pattern as the begin of a query and its `\` as a `/`.
 *
 * @throws FilePatternError when a URL names another machine
 */
export function localPath(pathOrUrl: string): string {
  const url = /^file:\/\/([^/]*)(.*)$/is.exec(pathOrUrl);
  if (url === null) return pathOrUrl;
  const [, host = "", path = ""] = url;
  if (host !== "" && host !== "localhost") {
    throw new FilePatternError(
      pathOrUrl,
      `it names the machine "${host}"`,
      `give a path of this machine:  file:///${host}${path}`,
    );
  }
  return decodeURIComponent(path);
}
