import { option } from "../../../sdk/options/option.ts";
import { parseOptions } from "../../../sdk/options/parse-options.ts";

const options = parseOptions({ input: option.string({ default: "book.txt" }), top: option.integer() });
console.log(JSON.stringify(options));
