import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescMessage, DescMethod, DescService, MessageInitShape, MessageShape } from "@bufbuild/protobuf";

/** What one method sends and receives, as gRPC sees it: bytes. */
export interface MessageWire<Sent extends DescMessage, Received extends DescMessage> {
  readonly write: (message: MessageInitShape<Sent>) => Buffer;
  readonly read: (bytes: Buffer) => MessageShape<Received>;
}

/** Returns how messages of these two types stand in a call. */
export function messageWire<Sent extends DescMessage, Received extends DescMessage>(
  sent: Sent,
  received: Received,
): MessageWire<Sent, Received> {
  return {
    write: (message) => {
      const bytes = toBinary(sent, create(sent, message));
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    read: (bytes) => fromBinary(received, bytes),
  };
}

/** Returns the path of a method in a call: `/package.Service/Method`. */
export function pathOf(service: DescService, method: DescMethod): string {
  return `/${service.typeName}/${method.name}`;
}

/** Returns a method's name for messages. */
export function nameOf(service: DescService, method: DescMethod): string {
  return `${service.name}.${method.name}`;
}
