import { compareSteps, worst } from "./compare-for-update.ts";
import type { UpdateEffect, UpdateFinding } from "./finding.ts";
import { matchSteps, type TransformNameMapping } from "./match-steps.ts";
import { proposeNames } from "./propose-names.ts";
import { shortMapping } from "./short-mapping.ts";
import type { UpdateSteps } from "./step.ts";

/** What would become of an update. */
export interface UpdateReport {
  /** The worst of what was found. */
  readonly verdict: UpdateEffect;
  readonly findings: readonly UpdateFinding[];
  /** Where steps seem to have other names: the mapping that says so, with what was given; else undefined. */
  readonly proposedMapping?: TransformNameMapping;
}

/**
 * Says whether a pipeline could take the place of a running one, and proposes a mapping where steps seem to have other
 * names than before.
 *
 * @throws NameMappingError when the mapping names what there is not
 */
export function examineUpdate(old: UpdateSteps, now: UpdateSteps, given: TransformNameMapping): UpdateReport {
  const matched = matchSteps(old, now, given);
  const names = proposeNames(old, now, matched);
  const findings = compareSteps(old, now, matched).map((finding) => withProposal(finding, names));
  return {
    verdict: worst(findings.map(({ effect }) => effect)),
    findings,
    ...(names.size === 0 ? {} : { proposedMapping: shortMapping(names, { old, now, given }) }),
  };
}

function withProposal(finding: UpdateFinding, names: ReadonlyMap<string, string>): UpdateFinding {
  const name = finding.change === "removed" ? names.get(finding.step) : undefined;
  return name === undefined ? finding : { ...finding, text: `${finding.text}; it looks like "${name}"` };
}
