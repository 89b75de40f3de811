import { doFn, stringUtf8Coder, type PCollection, type Pipeline, type RootTransform } from "../../sdk/index.ts";
import type { TextRange } from "./find-ranges.ts";
import type { LineFormat } from "./line-format.ts";
import { matchRanges } from "./match-ranges.ts";
import { CHUNK_BYTES, openRange } from "./open-range.ts";
import { readLines } from "./read-lines.ts";
import { planRead, type ReadTextOptions } from "./read-options.ts";

/**
 * Reads text files, and returns their lines without line ends. A line ends in LF or CRLF, the last one also with its
 * file. The order of lines is not kept.
 *
 *     patterns -> Match -> ranges -> Reshuffle -> Read -> lines
 *
 * Nothing is touched before the pipeline runs; then all patterns are matched before anything is read. A file that more
 * than one pattern matches is read once.
 *
 * @param patterns - paths, `file://` or `gs://` URLs, in which `*`, `?`, `**`, `[a-z]`, `{a,b}` and `{01..12}` are wildcards and
 *   `\` makes them literal
 * @throws FileSchemeError, at once, when there is no file system for a URL. When the pipeline runs: FileNotFoundError,
 *   FileReadError, FileChangedError, TextEncodingError, LineTooLongError, CompressedFileError
 *
 * @example
 * ```ts
 * const lines = p.apply(readText("logs/2026-*.log.gz"));
 * const rows = p.apply("ReadRows", readText(["a.csv", "b.csv"], { skipHeaderLines: 1 }));
 * const plays = p.apply("ReadPlays", readText("gs://apache-beam-samples/shakespeare/*.txt"));
 * ```
 */
export function readText(
  patterns: string | readonly string[],
  options: ReadTextOptions = {},
): RootTransform<PCollection<string>> {
  const plan = planRead(patterns, options);
  return function readText(pipeline: Pipeline): PCollection<string> {
    return readRanges(matchRanges(pipeline, plan), plan.format).withCoder(stringUtf8Coder);
  };
}

function readRanges(ranges: PCollection<TextRange>, format: LineFormat): PCollection<string> {
  const read = doFn<TextRange, string>()({
    // Buffers that no read is using: usually one, which all reads of an instance share.
    setup: () => ({ buffers: [] as Buffer[] }),
    async process(range, { emit, flush, signal, resources: { buffers } }) {
      const buffer = buffers.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
      await using file = await openRange(range);
      await readLines(file, { range, format, buffer }, { emit, flush, signal });
      buffers.push(buffer);
    },
  });
  return ranges.parDo("Read", read);
}
