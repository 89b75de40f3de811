/** What the double reads of Cloud Storage. */
export interface ObjectStore {
  /** Reads an object by its `gs://` URL. */
  read(url: string): Promise<Uint8Array>;
}

/**
 * Returns the objects of an emulator of Cloud Storage.
 *
 * @param endpoint - returns its `http://host:port`, when it is asked for something
 */
export function emulatedStore(endpoint: () => string): ObjectStore {
  return {
    async read(url) {
      const [, bucket = "", object = ""] = /^gs:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
      if (object === "") throw new Error(`not the URL of an object: ${url}`);
      const path = `storage/v1/b/${bucket}/o/${encodeURIComponent(object)}?alt=media`;
      const response = await fetch(`${endpoint()}/${path}`);
      if (!response.ok) throw new Error(`${url}: status ${String(response.status)}`);
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}
