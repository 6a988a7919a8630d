import { expect, test } from "vitest";
import { figureLabel } from "../../../kernel/labextension/figureLabel.ts";

test("figureLabel() prefers the figure's own alternative text", () => {
  expect(figureLabel({ data: [], layout: { meta: { altText: " Loss falls. " }, title: { text: "Loss" } } })).toBe(
    "Loss falls.",
  );
});

test("figureLabel() describes title, traces and axes, without tags", () => {
  const layout = {
    title: { text: "Loss <b>by</b> epoch" },
    xaxis: { title: { text: "epoch" } },
    yaxis: { title: "loss" },
  };
  const data = [{ name: "train" }, { name: "test", mode: "lines+markers" }];
  expect(figureLabel({ data, layout })).toBe(
    "Loss by epoch. Line chart with 2 traces: train, test. epoch from left to right, loss upwards.",
  );
});

test("figureLabel() names the kinds of traces, each once", () => {
  const data = [{ type: "contour" }, { type: "scatter", mode: "markers" }, { type: "scatter", mode: "markers" }];
  expect(figureLabel({ data, layout: {} })).toBe("Contour and scatter plot with 3 traces.");
  expect(figureLabel({ data: [{ type: "bar" }], layout: { title: "Wine?" } })).toBe("Wine? Bar chart.");
});

test("figureLabel() says that an empty figure is empty", () => {
  expect(figureLabel({ data: [], layout: {} })).toMatch(/^Empty figure/);
});
