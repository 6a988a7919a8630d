import { expect, it } from "vitest";
import { readMappings } from "../../../../kernel/core/compile/sourceMap.ts";

it("readMappings() reads numbers of one digit and of several, of both signs, relative to the ones before", () => {
  // Columns 0 and 5 of line 0; nothing on line 1; column 16 of line 2, back on the first line of the source.
  const find = readMappings("AACA,KACC;;gBADhC");
  expect(find({ line: 0, column: 0 })).toEqual({ compiled: { line: 0, column: 0 }, original: { line: 1, column: 0 } });
  expect(find({ line: 0, column: 4 })?.original).toEqual({ line: 1, column: 0 });
  expect(find({ line: 0, column: 9 })).toEqual({ compiled: { line: 0, column: 5 }, original: { line: 2, column: 1 } });
  expect(find({ line: 1, column: 0 })).toBeNull();
  expect(find({ line: 2, column: 15 })).toBeNull();
  expect(find({ line: 2, column: 16 })?.original).toEqual({ line: 1, column: -31 });
  expect(find({ line: 9, column: 0 })).toBeNull();
});
