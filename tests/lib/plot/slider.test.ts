import { describe, expect, test } from "vitest";
import { bar } from "../../../lib/plot/bar.ts";
import type { Figure } from "../../../lib/plot/figure.ts";
import { heatmap } from "../../../lib/plot/heatmap.ts";
import { line } from "../../../lib/plot/line.ts";
import { scatter } from "../../../lib/plot/scatter.ts";
import { slider } from "../../../lib/plot/slider.ts";
import { subplots } from "../../../lib/plot/subplots.ts";
import { expectShowable, member, texts } from "./bundle.ts";

const at = (k: number): Figure =>
  scatter({ x: [0, 1], y: [0, 1], lines: { fit: { x: [0, 1], y: [0, k] } }, ...texts, title: `Slope ${k}` });
const steps = [1, 5, 3].map((k) => ({ label: k, figure: at(k) }));
const moving = slider({ label: "slope", steps, start: 2 });

/** What is seen at a position: the figure's data with the frame's members put in, as Plotly does it. */
function seen(figure: Figure, k: number) {
  const frame = figure.frames![k];
  const data = figure.data.map((trace) => ({ ...trace }));
  frame.traces.forEach((i, j) => {
    Object.assign(data[i], frame.data[j]);
  });
  return { data, title: member({ ...figure.layout, ...(frame.layout as object | undefined) }, "title", "text") };
}

describe("slider()", () => {
  test("at every position exactly the figure of that position is seen", () => {
    expectShowable(moving);
    for (const [k, step] of steps.entries()) {
      expect(seen(moving, k).data).toEqual(step.figure.data);
      expect(seen(moving, k).title).toBe(`Slope ${step.label}`);
    }
  });

  test("it begins at the starting position", () => {
    expect(moving.data).toEqual(at(3).data);
    expect(member(moving.layout, "sliders", 0, "active")).toBe(2);
    expect(member(moving.layout, "title", "text")).toBe("Slope 3");
  });

  test("frames carry only what changes: the points stay where they are", () => {
    expect(moving.frames!.map(({ traces }) => traces)).toEqual([[1], [1], [1]]);
    expect(moving.frames![0].data).toEqual([{ y: [0, 1] }]);
  });

  test("each position of the slider goes to the frame of its name", () => {
    const positions = member(moving.layout, "sliders", 0, "steps") as { label: string; args: unknown[] }[];
    expect(positions.map(({ label, args }) => [label, args[0]])).toEqual(
      moving.frames!.map(({ name }) => [name, [name]]),
    );
  });

  test("there are a button that plays from here and one that pauses", () => {
    const buttons = member(moving.layout, "updatemenus", 0, "buttons") as {
      args: [unknown, { fromcurrent?: boolean }];
    }[];
    expect(buttons.map(({ args }) => args[0])).toEqual([null, [null]]);
    expect(buttons[0].args[1].fromcurrent).toBe(true);
  });

  test("the words tell what the slider does, where it stands and what is seen there", () => {
    expect(moving.altText).toMatch(/^Moving figure with a slider over slope: 1, 5, 3\. At 3: Scatter plot "Slope 3"\./);
  });
});

test("the axes are the same at all positions and reach all data", () => {
  const lines = [1, 10, -4].map((k) => ({ label: k, figure: line({ y: [0, k], ...texts }) }));
  const chart = slider({ label: "k", steps: lines });
  expect(member(chart.layout, "yaxis", "range", 0)).toBeLessThan(-4);
  expect(member(chart.layout, "yaxis", "range", 1)).toBeGreaterThan(10);
  expect(chart.frames!.every((frame) => frame.layout === undefined || !("yaxis" in (frame.layout as object)))).toBe(
    true,
  );
});

test("grids move too, title by title; bars keep their 0, pictures stay upside down", () => {
  const grid = (k: number) =>
    subplots({
      figures: [bar({ x: ["a"], y: [k], ...texts, title: `${k}` }), heatmap({ z: [[k], [1]], ...texts })],
      columns: 2,
      title: "T",
    });
  const chart = slider({ label: "k", steps: [1, 2].map((k) => ({ label: k, figure: grid(k) })) });
  expectShowable(chart);
  expect(member(chart.layout, "yaxis", "range")).toEqual([0, 2.1]);
  expect(member(chart.layout, "yaxis2", "range")).toEqual([1.5, -0.5]);
  expect(member(chart.frames![1].layout, "annotations", 0, "text")).toBe("2");
});

test("a trace member that only some positions have is taken away at the others", () => {
  const figures = [line({ y: [1, 2], ...texts }), line({ y: [1, 2], markers: true, ...texts })];
  const chart = slider({ label: "k", steps: figures.map((figure, label) => ({ label, figure })) });
  expect(chart.frames![0].data[0]).toMatchObject({ mode: "lines", marker: null });
});

test.each([
  [
    () => slider({ label: "k", steps: steps.slice(0, 1) }),
    RangeError,
    "Cannot make a moving figure as a slider needs two steps or more: got 1",
  ],
  [
    () => slider({ label: "k", steps: [steps[0], steps[0]] }),
    RangeError,
    'every step needs a label of its own: "1" stands there twice',
  ],
  [() => slider({ label: "k", steps, start: 3 }), RangeError, "start must be in [0, 3): got 3"],
  [
    () => slider({ label: "k", steps: [{ label: 1, figure: moving }, steps[1]] }),
    RangeError,
    "a step has no slider of its own",
  ],
  [() => slider({ label: " ", steps }), TypeError, 'label is " "'],
  [
    () => slider({ label: "k", steps: [steps[0], { label: 2, figure: line({ y: [1], ...texts }) }] }),
    TypeError,
    "all steps must draw the same kinds of traces in the same order: step 1 draws scatter, scatter, step 2 draws scatter",
  ],
])("a slider refuses what cannot move", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
