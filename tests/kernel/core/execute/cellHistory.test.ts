import { expect, it } from "vitest";
import { createCellHistory } from "../../../../kernel/core/execute/cellHistory.ts";

it("createCellHistory() keeps cells in the order in which they ran, with their lines", () => {
  const history = createCellHistory();
  history.add(1, "const a = 1");
  history.add(2, "a\na");
  expect(history.entries()).toEqual([
    [0, 1, "const a = 1"],
    [0, 2, "a\na"],
  ]);
});
