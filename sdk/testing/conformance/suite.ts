import { asyncCases } from "./cases/async.ts";
import { asyncOptionCases } from "./cases/async-options.ts";
import { coderCases } from "./cases/coders.ts";
import { combineFnCases } from "./cases/combine-fns.ts";
import { combineCases } from "./cases/combine.ts";
import { compositeCases } from "./cases/composites.ts";
import { deadLetterCases } from "./cases/dead-letters.ts";
import { elementWiseCases } from "./cases/element-wise.ts";
import { flattenCases } from "./cases/flatten.ts";
import { groupCases } from "./cases/groups.ts";
import { ownWindowCases } from "./cases/own-windows.ts";
import { parDoCases } from "./cases/par-do.ts";
import { sessionCases } from "./cases/sessions.ts";
import { sideInputWindowCases } from "./cases/side-input-windows.ts";
import { sideInputCases } from "./cases/side-inputs.ts";
import { slidingWindowCases } from "./cases/sliding-windows.ts";
import { valueCases } from "./cases/values.ts";
import { windowCases } from "./cases/windows.ts";
import { joinCases } from "./cases/joins.ts";
import { setCases } from "./cases/sets.ts";
import { splitCases } from "./cases/splits.ts";
import { waitCases } from "./cases/waits.ts";
import type { ConformanceCase } from "./conformance-case.ts";

/** The pipelines that every runner must run with the same results. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...elementWiseCases,
  ...asyncCases,
  ...asyncOptionCases,
  ...deadLetterCases,
  ...parDoCases,
  ...sideInputCases,
  ...sideInputWindowCases,
  ...flattenCases,
  ...groupCases,
  ...combineCases,
  ...combineFnCases,
  ...windowCases,
  ...slidingWindowCases,
  ...sessionCases,
  ...ownWindowCases,
  ...compositeCases,
  ...coderCases,
  ...valueCases,
  ...joinCases,
  ...setCases,
  ...splitCases,
  ...waitCases,
];
