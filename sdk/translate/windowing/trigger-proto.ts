import { create } from "@bufbuild/protobuf";
import {
  TimestampTransformSchema,
  TriggerSchema,
  type TimestampTransform as TimestampTransformProto,
  type Trigger as TriggerProto,
  type Trigger_AfterEndOfWindow,
} from "../../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { DEFAULT_TRIGGER, type TimestampTransform, type Trigger } from "../../windowing/trigger.ts";

type ProtoCase = NonNullable<Parameters<typeof create<typeof TriggerSchema>>[1]>["trigger"];

/** Returns the proto of a trigger. */
export function triggerToProto(trigger: Trigger): TriggerProto {
  return create(TriggerSchema, { trigger: caseOf(trigger) });
}

function caseOf(trigger: Trigger): NonNullable<ProtoCase> {
  switch (trigger.kind) {
    case "default":
    case "always":
    case "never":
    case "afterSynchronizedProcessingTime":
      return { case: trigger.kind, value: {} };
    case "afterAll":
    case "afterAny":
    case "afterEach":
      return { case: trigger.kind, value: { subtriggers: trigger.triggers.map(triggerToProto) } };
    case "afterEndOfWindow":
      return {
        case: trigger.kind,
        value: {
          ...(trigger.early && { earlyFirings: triggerToProto(trigger.early) }),
          ...(trigger.late && { lateFirings: triggerToProto(trigger.late) }),
        },
      };
    case "afterProcessingTime":
      return { case: trigger.kind, value: { timestampTransforms: trigger.transforms.map(transformToProto) } };
    case "elementCount":
      return { case: trigger.kind, value: { elementCount: trigger.count } };
    case "orFinally":
      return {
        case: trigger.kind,
        value: { main: triggerToProto(trigger.main), finally: triggerToProto(trigger.finally) },
      };
    case "repeat":
      return { case: trigger.kind, value: { subtrigger: triggerToProto(trigger.trigger) } };
  }
}

/** Returns the trigger of a proto; the default one where it names none that this SDK knows. */
export function triggerFromProto(proto: TriggerProto | undefined): Trigger {
  const { trigger } = proto ?? { trigger: { case: undefined } };
  switch (trigger.case) {
    case undefined:
    case "default":
      return DEFAULT_TRIGGER;
    case "always":
    case "never":
    case "afterSynchronizedProcessingTime":
      return { kind: trigger.case };
    case "afterAll":
    case "afterAny":
    case "afterEach":
      return { kind: trigger.case, triggers: trigger.value.subtriggers.map(triggerFromProto) };
    case "afterEndOfWindow":
      return afterEndOfWindow(trigger.value);
    case "afterProcessingTime":
      return { kind: trigger.case, transforms: trigger.value.timestampTransforms.flatMap(transformFromProto) };
    case "elementCount":
      return { kind: trigger.case, count: trigger.value.elementCount };
    case "orFinally":
      return {
        kind: trigger.case,
        main: triggerFromProto(trigger.value.main),
        finally: triggerFromProto(trigger.value.finally),
      };
    case "repeat":
      return { kind: trigger.case, trigger: triggerFromProto(trigger.value.subtrigger) };
  }
}

function afterEndOfWindow({ earlyFirings: early, lateFirings: late }: Trigger_AfterEndOfWindow): Trigger {
  return {
    kind: "afterEndOfWindow",
    ...(early && { early: triggerFromProto(early) }),
    ...(late && { late: triggerFromProto(late) }),
  };
}

function transformToProto(transform: TimestampTransform): TimestampTransformProto {
  return create(TimestampTransformSchema, {
    timestampTransform:
      transform.kind === "delay"
        ? { case: "delay", value: { delayMillis: BigInt(transform.delayMillis) } }
        : {
            case: "alignTo",
            value: { period: BigInt(transform.periodMillis), offset: BigInt(transform.offsetMillis) },
          },
  });
}

function transformFromProto({ timestampTransform: transform }: TimestampTransformProto): TimestampTransform[] {
  switch (transform.case) {
    case "delay":
      return [{ kind: "delay", delayMillis: Number(transform.value.delayMillis) }];
    case "alignTo": {
      const { period, offset } = transform.value;
      return [{ kind: "alignTo", periodMillis: Number(period), offsetMillis: Number(offset) }];
    }
    case undefined:
      return [];
  }
}
