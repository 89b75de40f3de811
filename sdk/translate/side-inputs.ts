import { create, fromBinary } from "@bufbuild/protobuf";
import type { SideInputUse } from "../graph/nodes.ts";
import {
  FunctionSpecSchema,
  ParDoPayloadSchema,
  SideInputSchema,
  type PTransform,
  type SideInput,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";
import { functionIdOf, functionSpec } from "./function-spec.ts";
import { purlinUrns } from "./purlin-urns.ts";

type Uses = ReadonlyMap<string, SideInputUse>;

/** Returns how side inputs stand in the payload of a ParDo. */
export function sideInputsToProto(uses: Uses = new Map()): Record<string, SideInput> {
  return Object.fromEntries(
    [...uses].map(([tag, { access, functionId }]) => [
      tag,
      create(SideInputSchema, {
        accessPattern: create(FunctionSpecSchema, { urn: urns.sideInputs[access] }),
        viewFn: functionSpec(purlinUrns.sideInputView, functionId),
        windowMappingFn: create(FunctionSpecSchema, { urn: purlinUrns.windowMapping }),
      }),
    ]),
  );
}

/** Reads the side inputs of a payload; undefined where one of them is another SDK's. */
export function sideInputsFromProto(protos: Readonly<Record<string, SideInput>>): Uses | undefined {
  const uses = new Map<string, SideInputUse>();
  for (const [tag, { accessPattern, viewFn }] of Object.entries(protos)) {
    const access = accessOf(accessPattern?.urn);
    if (access === undefined || viewFn?.urn !== purlinUrns.sideInputView) return undefined;
    uses.set(tag, { access, functionId: functionIdOf(viewFn) });
  }
  return uses;
}

/** Returns the tags of the inputs that a transform reads as side inputs, with how it does. */
export function sideInputsOf({ spec, inputs }: PTransform): Readonly<Record<string, SideInput>> {
  // Reading the payload takes time, and most transforms have one input.
  if (spec?.urn !== urns.primitives.parDo || Object.keys(inputs).length < 2) return {};
  return fromBinary(ParDoPayloadSchema, spec.payload).sideInputs;
}

/** Returns the inputs of a transform whose elements it processes: all but those that it reads as side inputs. */
export function elementInputs(transform: PTransform): Readonly<Record<string, string>> {
  const side = sideInputsOf(transform);
  return Object.fromEntries(Object.entries(transform.inputs).filter(([tag]) => !Object.hasOwn(side, tag)));
}

/** Returns how a worker asks for a side input; undefined for a way that this SDK doesn't know. */
function accessOf(urn: string | undefined): SideInputUse["access"] | undefined {
  return (["iterable", "multimap"] as const).find((access) => urns.sideInputs[access] === urn);
}
