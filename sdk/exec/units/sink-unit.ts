import type { ElementSink } from "../bundle-context.ts";
import type { Unit, UnitParts } from "../unit.ts";

/** Hands the elements that leave a bundle to its context. */
export function sinkUnit({ received, registers, transformId, failures }: UnitParts): Unit {
  let sink: ElementSink = {
    write() {
      throw new Error(`Sink ${transformId} has no bundle.`);
    },
  };
  return {
    startBundle(context) {
      sink = context.data.sink(transformId);
      return undefined;
    },
    receive: (element) => {
      received.elements++;
      try {
        return sink.write(element, registers);
      } catch (cause) {
        throw failures.ofElement(cause, element);
      }
    },
    receivePair: (key, value) => {
      received.elements++;
      try {
        return sink.writePair === undefined
          ? sink.write([key, value], registers)
          : sink.writePair(key, value, registers);
      } catch (cause) {
        throw failures.ofElement(cause, [key, value]);
      }
    },
  };
}
