import { expect, test } from "vitest";
import { figure, jupyterDisplay, plainText, titleOf } from "../../../lib/plot/figure.ts";
import { expectShowable, member } from "./bundle.ts";

const parts = { data: [{ type: "pie", values: [1, 2] }], layout: { title: "Parts", height: 300 }, altText: "A pie." };

test("figure() is shown through Symbol.for('Jupyter.display'), as JSON and as words", () => {
  const made = figure(parts);
  expectShowable(made);
  expect(jupyterDisplay).toBe(Symbol.for("Jupyter.display"));
  expect(JSON.parse(JSON.stringify(made))).toMatchObject({ data: parts.data, altText: "A pie." });
});

test("figure() keeps what it is given and adds what all figures share", () => {
  const { layout, config } = figure({ ...parts, config: { scrollZoom: true } });
  expect(layout).toMatchObject({ title: "Parts", height: 300, autosize: true });
  expect(config).toEqual({ displaylogo: false, responsive: true, scrollZoom: true });
});

test("uirevision is the same for all figures, so that an update keeps the zoom", () => {
  const other = figure({ ...parts, layout: { title: "Other" } });
  expect(member(figure(parts).layout, "uirevision")).toBe(member(other.layout, "uirevision"));
});

test("frames are in the bundle only where there are some", () => {
  expect(figure(parts)[jupyterDisplay]()["application/vnd.plotly.v1+json"]).not.toHaveProperty("frames");
  const frames = [{ name: "a", data: [{ values: [3] }], traces: [0] }];
  expect(figure({ ...parts, frames })[jupyterDisplay]()["application/vnd.plotly.v1+json"]).toHaveProperty(
    "frames",
    frames,
  );
});

test("a figure without title or words is refused", () => {
  expect(() => figure({ ...parts, layout: {} })).toThrow(
    "Cannot make a figure as every figure needs a title: got undefined",
  );
  expect(() => figure({ ...parts, layout: { title: { text: " " } } })).toThrow(TypeError);
  expect(() => figure({ ...parts, altText: "" })).toThrow(
    'Cannot make a figure as every figure needs an altText: got ""',
  );
});

test("titleOf() reads both forms that Plotly takes", () => {
  expect(titleOf({ layout: { title: "a" } })).toBe("a");
  expect(titleOf({ layout: { title: { text: "b" } } })).toBe("b");
  expect(titleOf({ layout: {} })).toBeUndefined();
});

test("plainText() takes markup away and leaves a comparison alone", () => {
  expect(plainText("<b>w<sub>1</sub></b> < 3")).toBe("w1 < 3");
  expect(plainText("a<br>b &amp; c")).toBe("a b & c");
});
