// Publishes, for each minute, how many orders each shop had.
import { definePipeline, fixedWindows, minutes, option } from "../../../sdk/index.ts";
import { readPubSub, writePubSub } from "../../../io/pubsub/index.ts";
import { countPerKey } from "../../../transforms/index.ts";

const project = "test-project";

export default definePipeline(
  (p, options) => {
    p.apply(
      "Orders",
      readPubSub({
        subscription: options.subscription,
        withAttributes: true,
        idAttribute: "orderId",
        timestampAttribute: "orderedAt",
      }),
    )
      .window(fixedWindows(minutes(1)))
      .keyBy("ByShop", ({ attributes }) => attributes.shop ?? "")
      .apply(options.counting, countPerKey())
      .map("Message", ([shop, n]) => ({ data: Buffer.from(String(n)), attributes: { shop }, orderingKey: shop }))
      .apply("Totals", writePubSub({ topic: options.topic, timestampAttribute: "windowEnd" }));
  },
  {
    options: {
      subscription: option.string({
        default: `projects/${project}/subscriptions/orders`,
        help: "where orders come from",
      }),
      counting: option.string({ default: "Count", help: "what the step is called that counts" }),
      topic: option.string({ default: `projects/${project}/topics/totals`, help: "where totals are published" }),
    },
  },
);
