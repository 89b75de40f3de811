import type { ChannelOptions } from "@grpc/grpc-js";

/** No limit: an element may be of any size, and with it the message that carries it. */
const unlimited = -1;
/** How much a peer may send before it hears that some of it was taken; http2's own 64 KiB stall a stream of elements. */
const windowBytes = 4 * 1024 * 1024;
/** Servers of other languages end a connection that asks more often than every five minutes whether they live. */
const keepaliveMillis = 5.5 * 60 * 1000;

/** What clients and servers have in common. */
export const commonOptions: ChannelOptions = Object.freeze({
  "grpc.max_receive_message_length": unlimited,
  "grpc.max_send_message_length": unlimited,
  "grpc-node.flow_control_window": windowBytes,
});

/** The options of a client; one with its own connection is never held up by another's unread messages. */
export function clientOptions(hasOwnConnection: boolean): ChannelOptions {
  return {
    ...commonOptions,
    // Runners and their workers reach each other directly, whatever the environment says of proxies.
    "grpc.enable_http_proxy": 0,
    "grpc.keepalive_time_ms": keepaliveMillis,
    "grpc.use_local_subchannel_pool": hasOwnConnection ? 1 : 0,
  };
}
