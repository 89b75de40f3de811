/** Where jobs are. */
export interface JobRegion {
  readonly project: string;
  readonly region: string;
  /** Where the API is, when not at Google's own address: `"http://127.0.0.1:8081"`. */
  readonly dataflowEndpoint?: string | undefined;
}
