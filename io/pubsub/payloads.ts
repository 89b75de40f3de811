import { ProtoWriter } from "./proto-writer.ts";

/** What a runner is told of a read. */
export interface ReadPayload {
  readonly topic?: string;
  readonly subscription?: string;
  readonly timestampAttribute: string | undefined;
  readonly idAttribute: string | undefined;
  readonly withAttributes: boolean;
}

/** What a runner is told of a write. */
export type WritePayload = Required<Pick<ReadPayload, "topic" | "timestampAttribute" | "idAttribute">>;

/** Returns a `PubSubReadPayload` of Beam's model. */
export function readPayload(read: ReadPayload): Uint8Array {
  return new ProtoWriter()
    .text(1, read.topic ?? "")
    .text(2, read.subscription ?? "")
    .text(3, read.timestampAttribute ?? "")
    .text(4, read.idAttribute ?? "")
    .flag(5, read.withAttributes)
    .finish();
}

/** Returns a `PubSubWritePayload` of Beam's model. */
export function writePayload(write: WritePayload): Uint8Array {
  return new ProtoWriter()
    .text(1, write.topic)
    .text(2, write.timestampAttribute ?? "")
    .text(3, write.idAttribute ?? "")
    .finish();
}
