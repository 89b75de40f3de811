import type { Coder } from "../coders/coder.ts";
import { PurlinError } from "../values/purlin-error.ts";
import type { CallSite } from "../values/call-site.ts";
import type { CoderDeclaration } from "./coder-declaration.ts";

/** Describes a coder with its components, a custom one by its name: `kv<string_utf8, varint>`. */
export function describeCoder(coder: Coder<unknown>): string {
  const components = coder.components.map(describeCoder);
  const name = "name" in coder && typeof coder.name === "string" ? coder.name : coder.kind;
  return components.length === 0 ? name : `${name}<${components.join(", ")}>`;
}

/** Says where a coder was named: by the user, for this collection or for the one that its elements are taken from. */
function origin(start: CoderDeclaration): string {
  let declaration = start;
  while (declaration.from === "sameAs" || declaration.from === "someOf") declaration = declaration.collection.coder;
  return declaration.from === "explicit" ? `, from .${declaration.by}(...) at ${declaration.callSite.toString()}` : "";
}

/** Thrown when a name of a step can't be used. */
export class StepNameError extends PurlinError {
  constructor(summary: string, facts: Readonly<Record<string, string>>, remedy: string) {
    super("StepNameError", "PURLIN_STEP_NAME", { summary, facts, remedies: [remedy] });
  }
}

/** Thrown when a step groups by a key, or finds a side input by one, whose coder doesn't give equal keys equal bytes. */
export class NonDeterministicKeyError extends PurlinError {
  constructor(step: string, coder: Coder<unknown>, declaration: CoderDeclaration) {
    super("NonDeterministicKeyError", "PURLIN_KEY_CODER", {
      summary: `"${step}" compares keys whose coder is not deterministic.`,
      facts: {
        "key coder": `${describeCoder(coder)}${origin(declaration)}`,
        "needed by": "grouping, maps and sets: keys are compared by their encoded bytes",
      },
      remedies: [
        "leave the coder out: the value coder is deterministic for keys",
        "name a deterministic one:  .withCoder(kvCoder(keyCoder, valueCoder))",
      ],
    });
  }
}

/** Thrown when a keyed step's input has a coder that is not one of pairs. */
export class KeyedInputError extends PurlinError {
  constructor(step: string, coder: Coder<unknown>, declaration: CoderDeclaration) {
    super("KeyedInputError", "PURLIN_KEYED_INPUT", {
      summary: `"${step}" takes a PCollection whose coder is not one of pairs, so keys can't be told from values.`,
      facts: { coder: `${describeCoder(coder)}${origin(declaration)}` },
      remedies: [
        "leave the coder out: pairs are encoded by the value coder",
        "name a coder of pairs:  .withCoder(kvCoder(keyCoder, valueCoder))",
      ],
    });
  }
}

/** Thrown when a PCollection is used in a pipeline that it doesn't belong to. */
export class ForeignCollectionError extends PurlinError {
  constructor(step: string, callSite: CallSite) {
    super("ForeignCollectionError", "PURLIN_FOREIGN_COLLECTION", {
      summary: `"${step}" combines PCollections of different pipelines.`,
      facts: { at: callSite.toString() },
      remedies: ["build all of its inputs from one Pipeline"],
    });
  }
}

/** Thrown when a composite is an asynchronous function. */
export class AsyncCompositeError extends PurlinError {
  constructor(step: string, callSite: CallSite) {
    super("AsyncCompositeError", "PURLIN_ASYNC_COMPOSITE", {
      summary: `"${step}" is an asynchronous function, whose steps would be added after apply(...) has returned.`,
      facts: { at: callSite.toString() },
      remedies: [
        "await what the composite needs before apply(...), and hand it in",
        "wait where elements are processed:  .map(async (element) => ...)",
      ],
    });
  }
}

/** Thrown when steps that need the same windows are given different ones. */
export class IncompatibleWindowsError extends PurlinError {
  constructor(step: string, callSite: CallSite, windows: readonly string[]) {
    super("IncompatibleWindowsError", "PURLIN_WINDOWS", {
      summary: `"${step}" takes PCollections whose windows don't fit together.`,
      facts: { windows: windows.join(" and "), at: callSite.toString() },
      remedies: ["give all of its inputs the same windows, with .window(...), before it"],
    });
  }
}

/** Thrown when a step waits for the end of a window that has none, of a PCollection that has none either. */
export class UnboundedGroupError extends PurlinError {
  constructor(step: string, callSite: CallSite, does: string) {
    super("UnboundedGroupError", "PURLIN_UNBOUNDED_GROUP", {
      summary: `"${step}" ${does} of a PCollection that goes on for ever, in the one window that all time is: it would wait for ever.`,
      facts: { at: callSite.toString() },
      remedies: ["give it windows that end, before this step:  .window(fixedWindows(minutes(1)))"],
    });
  }
}

/** Thrown when a pipeline without any step is to be run or translated. */
export class EmptyPipelineError extends PurlinError {
  constructor() {
    super("EmptyPipelineError", "PURLIN_EMPTY_PIPELINE", {
      summary: "The pipeline has no root: nothing was applied to it.",
      remedies: ["begin with one:  p.apply(readText(...))  or  p.create([...])"],
    });
  }
}
