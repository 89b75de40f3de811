import type { CallSite } from "../../values/call-site.ts";
import { PurlinError } from "../../values/purlin-error.ts";
import { describeElement } from "../describe-element.ts";

/** A step of the user's program, for messages. */
export interface StepPlace {
  /** Its full name. */
  readonly step: string;
  readonly callSite: CallSite | undefined;
}

const copyIt = [
  "copy what is to be another one:  .map((order) => ({ ...order, seen: true }))",
  "a Map, a Set, a Date or an array likewise:  new Map(counts).set(key, 1),  [...items, item]",
];

/** Thrown in strict mode when a step changes an element that it was given or has emitted, which others may hold as well. */
export class MutatedElementError extends PurlinError {
  /** The full name of the step. */
  readonly step: string;

  /** @param what - what was done: `changed its input` */
  constructor(
    place: StepPlace,
    what: string,
    { facts, cause }: { facts: Readonly<Record<string, string>>; cause?: unknown },
  ) {
    super("MutatedElementError", "PURLIN_MUTATED_ELEMENT", {
      summary: `Step "${place.step}" ${what}.`,
      facts: { ...facts, ...madeAt(place) },
      remedies: copyIt,
      cause,
    });
    this.step = place.step;
    hideStep(this);
  }
}

/** Thrown in strict mode when a step changes a side input, which all calls of its function share. */
export class MutatedSideInputError extends PurlinError {
  constructor(method: string) {
    super("MutatedSideInputError", "PURLIN_MUTATED_SIDE_INPUT", {
      summary: `A step's function called ${method}() on a side input, which all of its calls share.`,
      remedies: ["copy it and change the copy:  new Map(side.prices).set(key, 1)"],
    });
  }
}

/** What a lossy coder has made of an element. */
export interface LossFacts {
  readonly coder: string;
  readonly element: unknown;
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Thrown in strict mode when a coder gives back something else than it was given. */
export class LossyCoderError extends PurlinError {
  /** The full name of the step whose output the coder encodes. */
  readonly step: string;

  constructor(place: StepPlace, { coder, element, path, before, after }: LossFacts) {
    super("LossyCoderError", "PURLIN_LOSSY_CODER", {
      summary: `The coder of what step "${place.step}" makes, ${coder}, does not give back what it was given.`,
      facts: {
        element: describeElement(element),
        path: `value${path}`,
        "went in": describeElement(before),
        "came out": describeElement(after),
        ...madeAt(place),
      },
      remedies: [
        "leave the coder out: the value coder carries every value exactly",
        "turn the value into one that the coder carries before this step ends",
      ],
    });
    this.step = place.step;
    hideStep(this);
  }
}

/** Thrown in strict mode when the encoding of a key is another one each time: equal keys would not meet. */
export class UnstableKeyError extends PurlinError {
  /** The full name of the step that makes the keys. */
  readonly step: string;

  constructor(place: StepPlace, coder: string, { key, when }: { readonly key: unknown; readonly when: string }) {
    super("UnstableKeyError", "PURLIN_UNSTABLE_KEY", {
      summary: `A key that step "${place.step}" makes is encoded differently ${when}, though its coder says that it is deterministic.`,
      facts: {
        key: describeElement(key),
        "key coder": coder,
        "needed by": "whatever groups by key: keys are equal when their encodings are",
        ...madeAt(place),
      },
      remedies: [
        "let the coder's encode write the same bytes for the same key: no order of insertion, time or random number",
        "leave the coder out: the value coder is deterministic for keys",
        "key by a string or a number",
      ],
    });
    this.step = place.step;
    hideStep(this);
  }
}

function madeAt({ callSite }: StepPlace): Record<string, string> {
  return callSite === undefined ? {} : { "step made at": callSite.toString() };
}

/** Node prints enumerable fields below the stack, where it would only repeat the message. */
function hideStep(error: { readonly step: string }): void {
  Object.defineProperty(error, "step", { enumerable: false });
}
