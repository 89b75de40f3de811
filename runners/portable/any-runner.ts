import type { Runner } from "../../sdk/pipeline/runner.ts";
import { portableRunner } from "./runner.ts";

/** Runs pipelines on whatever engine the job server at `--jobEndpoint` serves. */
export const anyPortableRunner: Runner = portableRunner({ name: "portable" });
