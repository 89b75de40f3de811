import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  CombinePayloadSchema,
  FunctionSpecSchema,
  PTransformSchema,
  type PTransform,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";
import { functionSpec } from "../translate/function-spec.ts";
import { purlinUrns } from "../translate/purlin-urns.ts";
import { userStepOf } from "./user-step.ts";

function part(urn: string, uniqueName: string, functionUrn: string): PTransform {
  const payload = toBinary(
    CombinePayloadSchema,
    create(CombinePayloadSchema, { combineFn: functionSpec(functionUrn, "12:combine:Totals/Sum: of all") }),
  );
  return create(PTransformSchema, { uniqueName, spec: create(FunctionSpecSchema, { urn, payload }) });
}

describe("the user's step of a transform", () => {
  const { combinePerKeyMergeAccumulators: merge, combinePerKeyPrecombine: precombine } = urns.combineComponents;
  it.each([
    { name: "named by Purlin", urn: merge, uniqueName: "Totals/Sum: of all/Merge" },
    { name: "named by Prism", urn: precombine, uniqueName: "eTotals_Sum_lift" },
  ])("is the combination of which it is a part, $name", ({ urn, uniqueName }) => {
    expect(userStepOf(part(urn, uniqueName, purlinUrns.combineFn))).toBe("Totals/Sum: of all");
  });

  it("is the transform itself where it is no part, or of another SDK", () => {
    expect(userStepOf(part(merge, "Theirs", "beam:combinefn:javasdk:v1"))).toBe("Theirs");
    expect(userStepOf(part(urns.primitives.parDo, "Own", purlinUrns.combineFn))).toBe("Own");
  });
});
