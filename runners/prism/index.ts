export { prismRunner } from "./runner.ts";
