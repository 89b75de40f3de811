import { create } from "@bufbuild/protobuf";
import { timestampNow } from "@bufbuild/protobuf/wkt";
import {
  SampleDataResponse_ElementListSchema,
  SampledElementSchema,
  type SampleDataResponse_ElementList,
  type SampledElement,
} from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";

/** How many samples of a collection are kept for the runner to ask for. */
const samplesPerCollection = 10;
/** An element that is larger is no sample. */
const maxSampleBytes = 64 * 1024;

/**
 * Keeps the latest samples of the collections that cross a worker's border, as they stood on the wire: the first element
 * of each message, which costs nothing for the others. Collections within a stage have no encoding to be sampled.
 */
export class DataSampler {
  readonly #samples = new Map<string, SampledElement[]>();

  /** Returns what takes the samples of one collection. */
  sampling(collection: string): (element: Uint8Array) => void {
    return (element) => {
      if (element.length > maxSampleBytes) return;
      const samples = this.#samples.get(collection) ?? [];
      this.#samples.set(collection, samples);
      if (samples.length === samplesPerCollection) samples.shift();
      const copy = new Uint8Array(element); // the rest of its message must not stay in memory
      samples.push(create(SampledElementSchema, { element: copy, sampleTimestamp: timestampNow() }));
    };
  }

  /** Returns the samples of these collections, or of all where none is named, and forgets them. */
  take(collections: readonly string[]): Record<string, SampleDataResponse_ElementList> {
    const wanted = collections.length > 0 ? collections : [...this.#samples.keys()];
    const taken: Record<string, SampleDataResponse_ElementList> = {};
    for (const id of wanted) {
      const elements = this.#samples.get(id);
      if (elements === undefined) continue;
      taken[id] = create(SampleDataResponse_ElementListSchema, { elements });
      this.#samples.delete(id);
    }
    return taken;
  }
}
