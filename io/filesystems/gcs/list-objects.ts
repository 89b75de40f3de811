import type { Bucket } from "@google-cloud/storage";

/** What a listing tells of an object. */
export interface ListedObject {
  readonly name: string;
  readonly sizeBytes: number;
  readonly lastModifiedMillis: number;
  readonly compression?: "gzip";
}

/** Which objects are listed. */
export interface Listing {
  /** How their names begin. */
  readonly prefix: string;
  /** Whether those in folders below the prefix are left out. */
  readonly isShallow?: boolean;
  /** How many at most. */
  readonly limit?: number;
}

const PAGE = 1000;

/** What a request for a page is answered with. */
interface Page {
  readonly items?: readonly ({ readonly name: string } & ObjectFacts)[];
  readonly nextPageToken?: string;
}

/** The fields of {@link ListedObject}, as Cloud Storage calls them. */
export const LISTED_FIELDS = "name,size,updated,contentEncoding";

/** Lists objects by their names, a page of a thousand in a request. */
export async function* listObjects(
  bucket: Bucket,
  { prefix, isShallow = false, limit = Infinity }: Listing,
): AsyncGenerator<readonly ListedObject[]> {
  let left = limit;
  let pageToken: string | undefined;
  do {
    const [, , answer] = await bucket.getFiles({
      prefix,
      ...(isShallow ? { delimiter: "/" } : {}),
      ...(pageToken === undefined ? {} : { pageToken }),
      maxResults: Math.min(PAGE, left),
      fields: `items(${LISTED_FIELDS}),nextPageToken`,
      autoPaginate: false,
    });
    const { items = [], nextPageToken } = answer as Page;
    left -= items.length;
    yield items.map((item) => ({ name: item.name, ...factsOf(item) }));
    pageToken = nextPageToken;
  } while (pageToken !== undefined && left > 0);
}

/** What Cloud Storage tells of an object, of its {@link LISTED_FIELDS}. */
interface ObjectFacts {
  readonly size?: string | number;
  readonly updated?: string;
  readonly contentEncoding?: string;
}

/** Takes what is wanted out of an object's metadata. */
export function factsOf({ size, updated, contentEncoding }: ObjectFacts): Omit<ListedObject, "name"> {
  const facts = { sizeBytes: Number(size), lastModifiedMillis: Date.parse(updated ?? "") };
  // Its bytes are read as they are stored: by ranges, and with the length that is told here.
  return contentEncoding === "gzip" ? { ...facts, compression: "gzip" } : facts;
}

/** Says whether there is an object in a folder, given with the slash at its end. */
export async function isFolder(bucket: Bucket, folder: string): Promise<boolean> {
  for await (const objects of listObjects(bucket, { prefix: folder, limit: 1 })) if (objects.length > 0) return true;
  return false;
}
