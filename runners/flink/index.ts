export { flinkRunner } from "./runner.ts";
