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

/** Returns a store that keeps what was read of another one. */
export function rememberingStore(
  store: ObjectStore,
): ObjectStore & { readonly objects: ReadonlyMap<string, Uint8Array> } {
  const objects = new Map<string, Uint8Array>();
  return {
    objects,
    async read(url) {
      const bytes = objects.get(url) ?? (await store.read(url));
      objects.set(url, bytes);
      return bytes;
    },
  };
}
