import type { ElementSink } from "../bundle-context.ts";
import type { Unit, UnitParts } from "../unit.ts";

/** Hands the elements that leave a bundle to its context. */
export function sinkUnit({ received, registers, transformId, failures }: UnitParts): Unit {
  let sink: ElementSink | undefined;
  return {
    startBundle(context) {
      sink = context.data.sink(transformId);
      return undefined;
    },
    receive: (element) => {
      received.elements++;
      if (sink === undefined) throw new Error(`Sink ${transformId} has no bundle.`);
      try {
        return sink.write(element, registers);
      } catch (cause) {
        throw failures.ofElement(cause, element);
      }
    },
  };
}
