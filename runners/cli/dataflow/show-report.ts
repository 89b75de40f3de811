import type { UpdateReport } from "../../dataflow/update/examine-update.ts";
import type { UpdateEffect, UpdateFinding } from "../../dataflow/update/finding.ts";
import type { TransformNameMapping } from "../../dataflow/update/match-steps.ts";
import { printTable } from "../print.ts";

const effects: readonly UpdateEffect[] = ["refused", "risky", "harmless"];

const verdicts: Readonly<Record<UpdateEffect, string>> = {
  refused: "The update would be refused.",
  risky: "The update would be taken; what is risky may lose or misread what the job keeps.",
  harmless: "The update would be taken.",
};

/** Prints what has changed, the worst first, and what becomes of it. */
export function showReport({ verdict, findings, proposedMapping }: UpdateReport): void {
  const rows = effects.flatMap((effect) => findings.filter((each) => each.effect === effect && !isPassedOver(each)));
  if (rows.length > 0) {
    printTable(["step", "effect", "change", "what"], rows.map(rowOf));
    console.log("");
  }
  const kept = findings.filter(({ change }) => change === "kept").length;
  console.log(`${kept === 1 ? "1 step is" : `${String(kept)} steps are`} as before.`);
  showNames("New:", findings, "added");
  showNames("Gone, with nothing kept for them:", findings, "removed");
  showReasons(rows);
  if (proposedMapping !== undefined) {
    console.log(`\nSome steps seem to have new names. If these are the same:\n  ${mappingOption(proposedMapping)}`);
  }
  console.log(`\n${verdicts[verdict]}`);
}

/** Says whether a finding is no row of the table: of many steps there is no more to say than their names. */
function isPassedOver({ change, effect }: UpdateFinding): boolean {
  return change === "kept" || (effect === "harmless" && (change === "added" || change === "removed"));
}

function showNames(title: string, findings: readonly UpdateFinding[], change: UpdateFinding["change"]): void {
  const names = findings.filter((each) => each.change === change && isPassedOver(each)).map(({ step }) => step);
  if (names.length > 0) console.log(`${title} ${names.join(", ")}.`);
}

/** Returns a mapping as it is given on a command line. */
export function mappingOption(mapping: TransformNameMapping): string {
  return `--transformNameMapping='${JSON.stringify(mapping).replaceAll("'", `'\\''`)}'`;
}

function rowOf({ step, effect, change, text }: UpdateFinding): string[] {
  return [step === "" ? "(the job)" : step, effect, change, text];
}

function showReasons(findings: readonly UpdateFinding[]): void {
  const reasons = new Map(
    findings.flatMap(({ change, effect, why }) => (why === undefined ? [] : [[why, `${effect}, ${change}`] as const])),
  );
  if (reasons.size === 0) return;
  console.log("\nWhy:");
  for (const [why, what] of reasons) console.log(`  ${what}: ${why}`);
}
