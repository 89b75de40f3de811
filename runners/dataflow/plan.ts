import type { dataflow_v1b3 } from "googleapis/build/src/apis/dataflow/v1b3.js";
import type { DataflowSettings } from "./settings/settings.ts";

/** A job as the Dataflow API takes it: what `projects.locations.jobs.create` is sent. */
export type JobBody = dataflow_v1b3.Schema$Job;

/** An object that a submission leaves in Cloud Storage. */
export interface Upload {
  /** `"gs://bucket/staging/2c26…-program.mjs"`: it holds the sha256, so that equal names are equal contents. */
  readonly url: string;
  /** The name of the file as people know it: `"program.mjs"`. */
  readonly name: string;
  /** A file of this machine, or the bytes themselves. */
  readonly source: { readonly path: string } | { readonly bytes: Uint8Array };
  /** Of the contents, in hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** All that a submission does, as data. */
export interface DataflowPlan {
  readonly settings: DataflowSettings;
  /** The artifacts of all environments, each once, and the pipeline itself as the last one. */
  readonly uploads: readonly Upload[];
  /** The pipeline as it is uploaded: the bytes of the last upload. */
  readonly pipeline: Uint8Array;
  /** The body of jobs.create. An update still lacks the id of the job that it replaces: only the service knows it. */
  readonly job: JobBody;
}
