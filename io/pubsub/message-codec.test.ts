import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage } from "./message-codec.ts";
import type { PubSubMessage } from "./message.ts";

const whole: PubSubMessage = {
  data: Buffer.from("hi"),
  attributes: { shop: "7", ä: "ö" },
  messageId: "m1",
  publishTime: 1_795_256_231_123,
  orderingKey: "k",
};
const empty: PubSubMessage = {
  data: new Uint8Array(),
  attributes: {},
  messageId: "",
  publishTime: undefined,
  orderingKey: "",
};

// Source: serialized by Python's protobuf, with a descriptor of google.pubsub.v1.PubsubMessage's field numbers and types.
const vectors = [
  { name: "nothing", message: empty, hex: "" },
  { name: "data", message: { ...empty, data: Buffer.from([0, 255]) }, hex: "0a0200ff" },
  { name: "the time of 1970", message: { ...empty, publishTime: 0 }, hex: "2200" },
  { name: "an attribute without a value", message: { ...empty, attributes: { a: "" } }, hex: "12050a01611200" },
  {
    name: "all fields",
    message: whole,
    hex: "0a02686912090a0473686f7012013712080a02c3a41202c3b61a026d31220b08a7df85d80610c0a9d33a2a016b",
  },
];

const plain = (message: PubSubMessage): unknown => ({ ...message, data: [...message.data] });

describe("a message of Pub/Sub", () => {
  it.each(vectors)("is encoded and decoded as protobuf does it: $name", ({ message, hex }) => {
    expect(Buffer.from(encodeMessage(message)).toString("hex")).toBe(hex);
    expect(plain(decodeMessage(Buffer.from(hex, "hex")))).toEqual(plain(message));
  });

  it.each([
    { name: "fields that it doesn't know", hex: "0a0168" + "3a0178" + "3001" + "3d01020304" + "410102030405060708" },
    { name: "fields in another order, the last of two", hex: "2a016b0a01780a0168" },
  ])("is decoded from bytes with $name", ({ hex }) => {
    expect([...decodeMessage(Buffer.from(hex, "hex")).data]).toEqual([...Buffer.from("h")]);
  });

  it("gets an attribute that is named as what all objects have", () => {
    const { attributes } = decodeMessage(encodeMessage({ ...empty, attributes: { ["__proto__"]: "x" } }));
    expect(Object.entries(attributes)).toEqual([["__proto__", "x"]]);
  });

  it("loses of the time what is below a millisecond, and nothing more", () => {
    // 1 s and 1,999,999 ns.
    expect(decodeMessage(Buffer.from("2206080110ff887a", "hex")).publishTime).toBe(1001);
  });

  it.each([
    { name: "a field that is cut", hex: "0a0568", says: "a field is longer than the message, at byte 2 of 3" },
    { name: "a tag that is cut", hex: "8a", says: "a number is cut" },
    { name: "a length that is cut", hex: "0a", says: "a number is cut" },
    { name: "text that is not UTF-8", hex: "1a02c328", says: "a text is not UTF-8" },
    { name: "a number where bytes should be", hex: "0801", says: "a field has the wire type 0" },
    { name: "a group", hex: "33", says: "a field has the wire type 3" },
    { name: "the field 0", hex: "0001", says: "a field has the number 0" },
    { name: "a number without an end", hex: "30" + "ff".repeat(11), says: "more than 64 bits" },
    { name: "a time before 1970", hex: "220b08ffffffffffffffffff01", says: "negative or above 2^53" },
  ])("is refused with $name", ({ hex, says }) => {
    const decode = (): unknown => decodeMessage(Buffer.from(hex, "hex"));
    expect(decode).toThrow("Bytes are not a serialized google.pubsub.v1.PubsubMessage.");
    expect(decode).toThrow(says);
  });

  it.each([
    { name: "a lone surrogate in an attribute", message: { ...empty, attributes: { a: "\ud800" } }, says: "surrogate" },
    { name: "a lone surrogate in its key", message: { ...empty, orderingKey: "\udc00" }, says: "surrogate" },
    { name: "a time before 1970", message: { ...empty, publishTime: -1 }, says: "whole milliseconds since 1970" },
    { name: "a time between milliseconds", message: { ...empty, publishTime: 0.5 }, says: "whole milliseconds" },
  ])("with $name can't be encoded", ({ message, says }) => {
    expect(() => encodeMessage(message)).toThrow(says);
  });
});
