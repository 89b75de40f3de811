// All cases of the conformance suite as one pipeline that threads find again. What comes out is appended to files.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { decodeBytes, encodeBytes } from "../../../sdk/coders/encode-bytes.ts";
import { valueCoder } from "../../../sdk/coders/value-coder.ts";
import { definePipeline, doFn, option } from "../../../sdk/index.ts";
import { conformanceCases } from "../../conformance/suite.ts";
import type { Observer } from "../../../sdk/testing/conformance/conformance-case.ts";
import { foldCases, type FoldedCase } from "../../../sdk/testing/conformance/run-folded.ts";

/** What was built last. */
export let folded: readonly FoldedCase[] = [];

/** Observes by files, one for each collection: an element a line, as the base64 of its encoding. */
function fileObserver(folder: string, file: string): Observer {
  const place = (name: string): string => path.join(folder, `${file}-${name}.txt`);
  return {
    observe: (collection, name) => {
      collection.parDo(
        `Observe ${name}`,
        doFn<unknown, never>()({
          process(element) {
            appendFileSync(place(name), `${Buffer.from(encodeBytes(valueCoder, element)).toString("base64")}\n`);
          },
        }),
      );
    },
    observed: (name) => {
      const lines = existsSync(place(name)) ? readFileSync(place(name), "utf8").trimEnd().split("\n") : [];
      return lines.map((line) => decodeBytes(valueCoder, Buffer.from(line, "base64")));
    },
  };
}

export default definePipeline(
  (p, { folder, skipped }) => {
    const cases = conformanceCases.filter(({ name }) => !skipped.includes(name));
    let count = 0;
    folded = foldCases(p, cases, () => fileObserver(folder, String(count++)));
  },
  { options: { folder: option.string({ required: true }), skipped: option.list() } },
);
