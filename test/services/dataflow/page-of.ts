import { ApiError } from "./api-error.ts";

/**
 * Returns a page of a list, and the token of the next one where there is one.
 *
 * @param query - `pageToken` and `pageSize`, of which the latter is no more than `largestPage`
 */
export function pageOf<T>(
  items: readonly T[],
  query: URLSearchParams,
  largestPage: number,
): { readonly items: readonly T[]; readonly nextPageToken?: string } {
  const token = query.get("pageToken") ?? "";
  const from = token === "" ? 0 : Number(/^page-(\d+)$/.exec(token)?.[1] ?? NaN);
  if (Number.isNaN(from)) throw new ApiError(400, `Invalid page token: ${token}`);
  const wanted = Number(query.get("pageSize") ?? 0);
  const size = wanted > 0 ? Math.min(wanted, largestPage) : largestPage;
  const to = from + size;
  return { items: items.slice(from, to), ...(to < items.length ? { nextPageToken: `page-${String(to)}` } : {}) };
}
