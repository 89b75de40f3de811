import { create } from "@bufbuild/protobuf";
import type { Coder } from "../../coders/coder.ts";
import { encodeBytes } from "../../coders/encode-bytes.ts";
import type { SideInputReader, SideInputRef } from "../../exec/sides/side-input-reader.ts";
import { StateKeySchema, type StateKey } from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import type { Window } from "../../values/window.ts";
import type { BundleState } from "./bundle-state.ts";
import { pagedElements, wholeElements } from "./paged-elements.ts";

/** The side inputs of one bundle, read from the runner's state. */
export class SideInputState implements SideInputReader {
  readonly #state: BundleState;

  constructor(state: BundleState) {
    this.#state = state;
  }

  version({ transformId, tag }: SideInputRef): string | undefined {
    return this.#state.sideInputToken(transformId, tag);
  }

  async elements(input: SideInputRef, window: Window): Promise<readonly unknown[]> {
    return wholeElements(await this.#state.get(iterableKey(input, window)), input.coder);
  }

  pages(input: SideInputRef, window: Window): AsyncIterable<readonly unknown[]> {
    return pagedElements(this.#state.pages(iterableKey(input, window)), input.coder);
  }

  valuePages(input: SideInputRef, window: Window, key: unknown): AsyncIterable<readonly unknown[]> {
    const [keyCoder, valueCoder] = input.coder.components;
    if (keyCoder === undefined || valueCoder === undefined) {
      throw new Error(`The side input "${input.tag}" is read by key, and its coder is not one of pairs.`);
    }
    return pagedElements(this.#state.pages(multimapKey(input, { window, key, keyCoder })), valueCoder);
  }
}

function iterableKey({ transformId, tag, windowCoder }: SideInputRef, window: Window): StateKey {
  const value = { transformId, sideInputId: tag, window: encodeBytes(windowCoder, window, true) };
  return create(StateKeySchema, { type: { case: "iterableSideInput", value } });
}

interface KeyInWindow {
  readonly window: Window;
  readonly key: unknown;
  readonly keyCoder: Coder<unknown>;
}

function multimapKey(
  { transformId, tag, windowCoder }: SideInputRef,
  { window, key, keyCoder }: KeyInWindow,
): StateKey {
  const value = {
    transformId,
    sideInputId: tag,
    window: encodeBytes(windowCoder, window, true),
    key: encodeBytes(keyCoder, key, true),
  };
  return create(StateKeySchema, { type: { case: "multimapSideInput", value } });
}
