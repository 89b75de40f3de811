import { create } from "@bufbuild/protobuf";
import {
  MonitoringInfoSchema,
  type MonitoringInfo,
} from "../../model/gen/org/apache/beam/model/pipeline/v1/metrics_pb.ts";
import type { MonitoringInfoSpec } from "../../model/monitoring-info-specs.ts";

/**
 * Names metrics by short ids, so that a report need not repeat what each metric is: a runner asks for that once.
 *
 * The ids are none that another SDK's worker gives: Prism keeps one table of them for all workers of a job.
 */
export class ShortIds {
  readonly #ids = new Map<string, string>();
  readonly #infos = new Map<string, MonitoringInfo>();

  /** Returns the id of a metric, always the same one. */
  idOf({ urn, typeUrn }: MonitoringInfoSpec, labels: Readonly<Record<string, string>>): string {
    const name = JSON.stringify([urn, Object.entries(labels)]);
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = `purlin-${this.#ids.size.toString(36)}`;
      this.#ids.set(name, id);
      this.#infos.set(id, create(MonitoringInfoSchema, { urn, type: typeUrn, labels }));
    }
    return id;
  }

  /** Returns what an id stands for, without a payload; undefined when it stands for nothing. */
  infoOf(id: string): MonitoringInfo | undefined {
    return this.#infos.get(id);
  }
}
