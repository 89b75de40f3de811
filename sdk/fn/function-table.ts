import type { Coder } from "../coders/coder.ts";
import type { AnyCombineFn } from "../dofn/combine-fn.ts";
import type { ParDoFn } from "../dofn/element-fn.ts";
import type { SideInputView } from "../dofn/side-inputs.ts";
import type { WindowFn } from "../windowing/window-fn.ts";

/** The kinds of functions that a pipeline refers to by id. */
export interface FunctionKinds {
  readonly parDo: ParDoFn;
  readonly combine: AnyCombineFn;
  readonly windowFn: WindowFn;
  readonly coder: Coder<unknown>;
  readonly sideInput: SideInputView;
}

/**
 * Holds the functions of one pipeline under the ids by which its graph refers to them.
 *
 * Functions never travel as text: a worker evaluates the same program again, which registers the same functions in the
 * same order. That is why an id is made of the order of registration and the name of the step, and of nothing else.
 */
export class FunctionTable {
  readonly #functions = new Map<string, { kind: keyof FunctionKinds; fn: unknown }>();
  readonly #ids = new Map<unknown, string>();

  /** Keeps `fn` and returns its id; `hint` (a step's name) makes ids readable in a graph. */
  add<Kind extends keyof FunctionKinds>(kind: Kind, fn: FunctionKinds[Kind], hint: string): string {
    const id = `${String(this.#functions.size)}:${kind}:${hint}`;
    this.#functions.set(id, { kind, fn });
    return id;
  }

  /** Returns the id of `fn`, which it keeps when it is new: for what many steps share, such as coders. */
  intern<Kind extends keyof FunctionKinds>(kind: Kind, fn: FunctionKinds[Kind], hint: string): string {
    const id = this.#ids.get(fn) ?? this.add(kind, fn, hint);
    this.#ids.set(fn, id);
    return id;
  }

  /**
   * Returns the function of that id.
   *
   * @throws Error when there is none, or when it is of another kind
   */
  get<Kind extends keyof FunctionKinds>(kind: Kind, id: string): FunctionKinds[Kind] {
    const found = this.#functions.get(id);
    if (found?.kind !== kind) {
      throw new Error(
        `No function of kind ${kind} has the id "${id}" in this program: the graph was built by another program or version.`,
      );
    }
    // Ids are handed out together with the kind that was just compared.
    return found.fn as FunctionKinds[Kind];
  }
}

/** Returns what the function of that id was added with as a hint: its step's full name, whatever a runner calls the step. */
export function hintOf(id: string): string {
  return id.replace(/^\d+:\w+:/, "");
}
