import { fromBinary } from "@bufbuild/protobuf";
import type { ParDoFn } from "../../dofn/element-fn.ts";
import { ParDoPayloadSchema } from "../../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { functionIdOf } from "../../translate/function-spec.ts";
import { purlinUrns } from "../../translate/purlin-urns.ts";
import { elementInputs } from "../../translate/side-inputs.ts";
import { StepSideInputs } from "../sides/step-side-inputs.ts";
import { oncePerWindow, withSides } from "../sides/with-sides.ts";
import { guardParDo } from "../strict/guard-functions.ts";
import { StepGuard } from "../strict/step-guard.ts";
import type { Unit, UnitParts } from "../unit.ts";
import { doFnUnit } from "./do-fn-unit.ts";
import { filterUnit } from "./filter-unit.ts";
import { flattenUnit } from "./flatten-unit.ts";
import { flatMapUnit } from "./flat-map-unit.ts";
import { seesContext } from "./function-unit.ts";
import { keyByUnit } from "./key-by-unit.ts";
import { mapUnit } from "./map-unit.ts";
import { mapValuesUnit } from "./map-values-unit.ts";
import { withTimestampsUnit } from "./with-timestamps-unit.ts";

/** Runs a ParDo: finds its function and builds the unit of its kind. */
export function parDoUnit(parts: UnitParts): Unit {
  const { doFn, sideInputs } = fromBinary(ParDoPayloadSchema, parts.transform.spec?.payload ?? new Uint8Array());
  if (doFn?.urn === purlinUrns.identity) return flattenUnit(parts);
  const { strict, functions } = parts.plan;
  const declared = functions.get("parDo", functionIdOf(doFn));
  const fn = strict === undefined ? declared : guardParDo(declared, new StepGuard(strict.watch, parts.failures));
  if (Object.keys(sideInputs).length > 0) {
    const sides = new StepSideInputs(parts, sideInputs);
    const unit = withSides(unitOf({ ...parts, sides }, fn), sides, parts);
    return isInOneWindow(parts) ? unit : oncePerWindow(unit, parts);
  }
  const unit = unitOf(parts, fn);
  return isInOneWindow(parts) || (fn.kind !== "doFn" && !seesContext(fn.fn)) ? unit : oncePerWindow(unit, parts);
}

function unitOf(parts: UnitParts, fn: ParDoFn): Unit {
  switch (fn.kind) {
    case "map":
      return mapUnit(parts, fn.fn, fn);
    case "filter":
      return filterUnit(parts, fn.fn, fn);
    case "flatMap":
      return flatMapUnit(parts, fn.fn, fn);
    case "keyBy":
      return keyByUnit(parts, fn.fn, fn);
    case "mapValues":
      return mapValuesUnit(parts, fn.fn, fn);
    case "withTimestamps":
      return withTimestampsUnit(parts, fn.fn, fn);
    case "doFn":
      return doFnUnit(parts, fn);
  }
}

/** Says whether the elements of a unit's input are in one window each. */
function isInOneWindow({ transform, plan }: UnitParts): boolean {
  return Object.values(elementInputs(transform)).every((id) => {
    const collection = plan.descriptor.pcollections[id];
    return collection === undefined || plan.windowing(collection.windowingStrategyId).assignsToOneWindow;
  });
}
