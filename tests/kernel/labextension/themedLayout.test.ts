import { expect, test } from "vitest";
import { merge, PAPER_COLOURS, themedLayout, themeTemplate } from "../../../kernel/labextension/themedLayout.ts";

const DARK = { ...PAPER_COLOURS, text: "rgba(255, 255, 255, 1.000)", background: "rgba(17, 17, 17, 1.000)" };

test("merge() lays objects on one another and replaces everything else", () => {
  expect(merge({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3] }, d: { e: 2 } })).toEqual({
    a: { b: 1, c: [3] },
    d: { e: 2 },
  });
});

test("merge() leaves its arguments as they were", () => {
  const base = { a: { b: 1 } };
  merge(base, { a: { b: 2 } });
  expect(base).toEqual({ a: { b: 1 } });
});

test("themedLayout() colours text, background, grid, controls and hover in the theme's colours", () => {
  const { template } = themedLayout({}, DARK) as { template: { layout: Record<string, Record<string, unknown>> } };
  expect(template.layout.font).toEqual({ color: DARK.text });
  expect(template.layout.paper_bgcolor).toBe(DARK.background);
  expect(template.layout.plot_bgcolor).toBe(DARK.background);
  expect(template.layout.xaxis).toMatchObject({ gridcolor: DARK.gridLine });
  for (const part of ["hoverlabel", "sliderdefaults", "legend", "annotationdefaults"])
    expect(template.layout[part]?.font).toEqual({ color: DARK.text });
});

test("themedLayout() leaves what the figure sets, in its layout and in its template", () => {
  const layout = { font: { color: "red" }, template: { layout: { paper_bgcolor: "ivory", colorway: ["#000"] } } };
  const themed = themedLayout(layout, DARK) as { font: unknown; template: { layout: Record<string, unknown> } };
  expect(themed.font).toEqual({ color: "red" });
  expect(themed.template.layout).toMatchObject({
    paper_bgcolor: "ivory",
    colorway: ["#000"],
    plot_bgcolor: DARK.background,
  });
});

test("themedLayout() fits the notebook's width unless the figure has one", () => {
  expect(themedLayout({}, DARK)).toMatchObject({ autosize: true });
  expect(themedLayout({ width: 300 }, DARK)).not.toHaveProperty("autosize");
});

test("themedLayout() keeps the reader's zoom over updates unless the figure says otherwise", () => {
  expect(themedLayout({}, DARK).uirevision).toBe(themedLayout({ title: "b" }, DARK).uirevision);
  expect(themedLayout({ uirevision: 4 }, DARK).uirevision).toBe(4);
});

test("themeTemplate() differs between themes", () => {
  expect(themeTemplate(DARK)).not.toEqual(themeTemplate(PAPER_COLOURS));
});

test("themeTemplate() gives buttons dark text on a light ground in every theme, as Plotly's pressed button is light", () => {
  const buttons = (colours: typeof DARK) =>
    (themeTemplate(colours).layout as Record<string, unknown>).updatemenudefaults;
  expect(buttons(DARK)).toEqual(buttons(PAPER_COLOURS));
  expect(buttons(DARK)).toMatchObject({ bgcolor: "#eeeeee", font: { color: "#212121" } });
});
