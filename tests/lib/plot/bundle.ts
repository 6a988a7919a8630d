// What the tests of the charts ask of every figure.
import { expect } from "vitest";
import { type Figure, type JsonObject, jupyterDisplay } from "../../../lib/plot/figure.ts";

/** Texts that a chart must have; tests override what they are about. */
export const texts = { title: "A title", xLabel: "step", yLabel: "loss" };

/** A member of the layout or of a trace, for reading. */
export const member = (owner: unknown, ...path: (string | number)[]): unknown =>
  path.reduce((value, name) => (value as Record<string | number, unknown> | undefined)?.[name], owner);

/** Checks what holds for every figure: its bundle is JSON, both halves say the same, text is plain and names the title. */
export function expectShowable(figure: Figure): void {
  const bundle = figure[jupyterDisplay]();
  expect(Object.keys(bundle)).toEqual(["application/vnd.plotly.v1+json", "text/plain"]);
  const plotly = bundle["application/vnd.plotly.v1+json"] as JsonObject;
  expect(JSON.parse(JSON.stringify(plotly))).toEqual(withoutUndefined(plotly)); // no NaN, no typed arrays
  expect(plotly.data).toBe(figure.data);
  expect(plotly.layout).toBe(figure.layout);
  expect(bundle["text/plain"]).toBe(figure.altText);
  expect(member(figure.layout, "meta", "altText")).toBe(figure.altText);
  expect(figure.altText).not.toMatch(/<|undefined|NaN|null/);
  expect(JSON.stringify(figure.layout)).not.toContain("_bgcolor"); // the page's, with its text colour
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => (item === undefined ? [] : [[name, withoutUndefined(item)]])),
  );
}
