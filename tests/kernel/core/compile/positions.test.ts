import { expect, it } from "vitest";
import { editorLines, v8Lines } from "../../../../kernel/core/compile/positions.ts";

const TEXT = "ab\ncd\r\n\u2028e\rf";

it("editorLines() breaks lines as editors do", () => {
  const { positionOf } = editorLines(TEXT);
  expect(positionOf(0)).toEqual({ line: 0, column: 0 });
  expect(positionOf(4)).toEqual({ line: 1, column: 1 });
  expect(positionOf(8)).toEqual({ line: 2, column: 1 });
  expect(positionOf(10)).toEqual({ line: 3, column: 0 });
});

it("v8Lines() breaks lines as V8 does", () => {
  expect(v8Lines(TEXT).positionOf(8)).toEqual({ line: 3, column: 0 });
});

it("offsetOf() is the way back of positionOf()", () => {
  for (const lines of [editorLines(TEXT), v8Lines(TEXT)]) {
    for (let offset = 0; offset <= TEXT.length; offset++) expect(lines.offsetOf(lines.positionOf(offset))).toBe(offset);
  }
});
