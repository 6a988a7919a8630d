import { expect, test } from "vitest";
import { readFigure } from "../../../kernel/labextension/figure.ts";

test("readFigure() keeps traces, layout, frames and config, and nothing else", () => {
  const value = {
    data: [{ y: [1] }],
    layout: { width: 3 },
    frames: [{ name: "a" }],
    config: { scrollZoom: true },
    other: 1,
  };
  expect(readFigure(value)).toEqual({
    data: value.data,
    layout: value.layout,
    frames: value.frames,
    config: value.config,
  });
});

test("readFigure() gives a figure without a layout an empty one", () => {
  expect(readFigure({ data: [] })).toEqual({ data: [], layout: {} });
});

test.each([
  [7, "Cannot draw the figure as it must be an object: got 7"],
  [null, "Cannot draw the figure as it must be an object: got null"],
  [{ layout: {} }, "Cannot draw the figure as its data must be a list of traces: got nothing"],
  [
    { data: [1] },
    "Cannot draw the figure as its data must be a list of traces: got a list with an entry that is not an object",
  ],
  [{ data: [], layout: [] }, "Cannot draw the figure as its layout must be an object: got a list"],
])("readFigure() refuses %j in one sentence", (value, sentence) => {
  expect(() => readFigure(value)).toThrow(new TypeError(sentence));
});
