import { onlyOutput, type Unit, type UnitParts } from "../unit.ts";

/** Passes on the elements of all inputs. It ends when the last of them does, because all are of one bundle. */
export function flattenUnit(parts: UnitParts): Unit {
  const { received, pushPair } = parts;
  const push = onlyOutput(parts);
  return {
    receive: (element) => {
      received.elements++;
      return push(element);
    },
    receivePair: (key, value) => {
      received.elements++;
      return pushPair(key, value);
    },
  };
}
