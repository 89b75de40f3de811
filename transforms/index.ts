export { count, countPerElement, countPerKey } from "./count.ts";
export { max, min, natural, type Compare } from "./extremes.ts";
export { mean } from "./mean.ts";
export { sum } from "./sum.ts";
export { top } from "./top.ts";
