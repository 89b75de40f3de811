import { CRC32C } from "@google-cloud/storage";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Crc32c } from "./crc32c.ts";

describe("the checksum CRC-32C", () => {
  // RFC 3720, appendix B.4.
  it.each([
    ["nothing", Buffer.alloc(0), 0x00000000],
    ["32 zeros", Buffer.alloc(32), 0x8a9136aa],
    ["32 bytes of ones", Buffer.alloc(32, 0xff), 0x62a8ab43],
    ["32 bytes that go up", Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
    ["32 bytes that go down", Buffer.from(Array.from({ length: 32 }, (_, i) => 31 - i)), 0x113fdb5c],
    ["123456789", Buffer.from("123456789"), 0xe3069283],
  ])("is that of the standard for %s", (_, bytes, expected) => {
    const checksum = new Crc32c();
    checksum.update(bytes);
    expect(Buffer.from(checksum.toString(), "base64").readUInt32BE()).toBe(expected);
    expect(checksum.validate(checksum.toString())).toBe(true);
    expect(checksum.validate("AAAAAB==")).toBe(false);
  });

  it("is that of Google's client, however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (parts) => {
        const [ours, theirs] = [new Crc32c(), new CRC32C()];
        for (const part of parts) {
          ours.update(part);
          theirs.update(Buffer.from(part));
        }
        expect(ours.toString()).toBe(theirs.toString());
      }),
    );
  });
});
