import { fromBinary } from "@bufbuild/protobuf";
import type { ParDoFn } from "../../dofn/element-fn.ts";
import { ParDoPayloadSchema } from "../../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { functionIdOf } from "../../translate/function-spec.ts";
import { purlinUrns } from "../../translate/purlin-urns.ts";
import { both, type MaybePromise } from "../maybe-promise.ts";
import type { Registers } from "../registers.ts";
import type { Receiver, Unit, UnitParts } from "../unit.ts";
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
  const { doFn } = fromBinary(ParDoPayloadSchema, parts.transform.spec?.payload ?? new Uint8Array());
  if (doFn?.urn === purlinUrns.identity) return flattenUnit(parts);
  const fn = parts.plan.functions.get("parDo", functionIdOf(doFn));
  const unit = unitOf(parts, fn);
  if (isInOneWindow(parts) || (fn.kind !== "doFn" && !seesContext(fn.fn))) return unit;
  return {
    receive: oncePerWindow(unit.receive, parts.registers),
    setup: () => unit.setup?.(),
    startBundle: (context) => unit.startBundle?.(context),
    finishBundle: (context) => unit.finishBundle?.(context),
    teardown: (hasJobFailed) => unit.teardown?.(hasJobFailed),
  };
}

function unitOf(parts: UnitParts, fn: ParDoFn): Unit {
  switch (fn.kind) {
    case "map":
      return mapUnit(parts, fn.fn);
    case "filter":
      return filterUnit(parts, fn.fn);
    case "flatMap":
      return flatMapUnit(parts, fn.fn);
    case "keyBy":
      return keyByUnit(parts, fn.fn);
    case "mapValues":
      return mapValuesUnit(parts, fn.fn);
    case "withTimestamps":
      return withTimestampsUnit(parts, fn.fn);
    case "doFn":
      return doFnUnit(parts, fn);
  }
}

/** Says whether the elements of a unit's input are in one window each. */
function isInOneWindow({ transform, plan }: UnitParts): boolean {
  return Object.values(transform.inputs).every((id) => {
    const collection = plan.descriptor.pcollections[id];
    return collection === undefined || plan.windowing(collection.windowingStrategyId).assignsToOneWindow;
  });
}

/** Passes an element of several windows on once in each, to a function that can see its window. */
function oncePerWindow(receive: Receiver, registers: Registers): Receiver {
  return (value) => {
    const { windows } = registers;
    if (windows.length === 1) return receive(value);
    let work: MaybePromise;
    for (const window of windows) {
      registers.windows = [window];
      work = both(work, receive(value));
    }
    registers.windows = windows;
    return work;
  };
}
