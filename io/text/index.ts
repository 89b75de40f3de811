// Text files: reading their lines, and writing lines to them.

export type { Compression, WriteCompression } from "./compression.ts";
export type { LineFormat } from "./line-format.ts";
export type { ReadTextOptions } from "./read-options.ts";
export { readText } from "./read-text.ts";
export { WindowNameError } from "./window-names.ts";
export type { WriteTextOptions } from "./write-options.ts";
export { writeText } from "./write-text.ts";
