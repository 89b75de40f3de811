import http from "node:http";
import type { Storage } from "@google-cloud/storage";
import { describe, expect, it } from "vitest";
import { useGcsDouble } from "../../../test/services/gcs-double.ts";
import { openMedia } from "./open-media.ts";

const gcs = useGcsDouble();
const request = { bucket: "bucket", object: "a/b c.txt", start: 0, generation: undefined };

/** A client that signs in, as Google's does where no double is named. */
function clientWith(getRequestHeaders: () => Promise<unknown>): Storage {
  const client = { baseUrl: `${gcs().endpoint}/storage/v1`, customEndpoint: false, authClient: { getRequestHeaders } };
  return client as unknown as Storage;
}

const withoutCredentials = (): Promise<never> =>
  Promise.reject(new Error("Could not load the default credentials. Browse to the documentation."));

describe("the bytes of an object", () => {
  it.each([
    ["a plain object, as older clients give it", { authorization: "Bearer token" }],
    ["Headers", new Headers({ authorization: "Bearer token" })],
  ])("are asked for with the client's signature in %s", async (_, signature) => {
    const seen: http.IncomingHttpHeaders[] = [];
    const server = http.createServer((message, response) => {
      seen.push(message.headers);
      response.end("text");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const client = clientWith(() => Promise.resolve(signature));
    client.baseUrl = `http://127.0.0.1:${String(port)}/storage/v1`;
    const media = await openMedia(client, request);
    expect(String((await media?.bytes.toArray())?.[0])).toBe("text");
    expect(seen).toMatchObject([{ authorization: "Bearer token", "accept-encoding": "gzip" }]);
    server.close();
    server.closeAllConnections();
  });

  it("are read without credentials where everyone may read them", async () => {
    gcs().objects.put("a/b c.txt", "open to everyone");
    const media = await openMedia(clientWith(withoutCredentials), request);
    expect(String((await media?.bytes.toArray())?.[0])).toBe("open to everyone");
    expect(gcs().requests).toEqual(["GET /storage/v1/b/bucket/o/a%2Fb%20c.txt?alt=media"]);
  });

  it("are said to need credentials where not everyone may", async () => {
    gcs().fail(/alt=media/, { status: 401, message: "Anonymous caller does not have storage.objects.get access." });
    const opening = openMedia(clientWith(withoutCredentials), request);
    await expect(opening).rejects.toMatchObject({ lacksCredentials: true });
  });

  it("are not asked for where signing in fails", async () => {
    const opening = openMedia(
      clientWith(() => Promise.reject(new Error("invalid_grant"))),
      request,
    );
    await expect(opening).rejects.toThrow("invalid_grant");
    expect(gcs().requests).toEqual([]);
  });
});
