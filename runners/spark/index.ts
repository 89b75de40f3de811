export { sparkRunner } from "./runner.ts";
