/*
 * A figure that moves: one figure for each position of a slider, with buttons that play them like a film. All states are in
 * the figure itself, so that it moves in a saved notebook, on a web page and without a kernel.
 *
 *   frame k holds what differs at position k from the figure at the start; the axes are the same at all positions
 *
 * Source: Plotly's figure reference, version 4: layout.sliders, layout.updatemenus and frames.
 * NB: the figures must be of one kind, with the same number of lines or points' classes, as one is turned into the next. Each
 *   position adds its data to the notebook; 10 to 40 of them are enough.
 *
 * Page 26 · before it: plot/subplots.ts · after it: exercises/report.ts
 */
import { lesson, valueText } from "../lesson.ts";
import { checkText } from "./axes.ts";
import { type Figure, type Frame, figure, type Json, type JsonObject, plainText, titleOf } from "./figure.ts";

/** One position of a slider. */
export interface SliderStep {
  /** What stands at the position, such as 0.1 or "epoch 3". */
  readonly label: string | number;
  readonly figure: Figure;
}

/** What a moving figure is made from. */
export interface SliderOptions {
  /** Two positions or more, from left to right; no label twice. */
  readonly steps: readonly SliderStep[];
  /** What the slider changes, such as "learning rate". */
  readonly label: string;
  /** The position shown first, counted from 0; 0 by default. */
  readonly start?: number;
  /** How long each position is shown while playing, in milliseconds; 400 by default. */
  readonly stepMs?: number;
}

/**
 * A figure with a slider and buttons to play and pause.
 * @throws TypeError when the label is missing or the figures are not of one kind; RangeError when there are fewer than two
 *   steps, two labels are equal, or start is no position.
 * @example
 * const at = (rate) => plot.line({ x: [0, 1], y: [0, rate], title: `Rate ${rate}`, xLabel: "x", yLabel: "y" });
 * const chart = plot.slider({ label: "rate", steps: [1, 2, 3].map((rate) => ({ label: rate, figure: at(rate) })), start: 1 });
 * [chart.data[0].y, chart.frames[2].data[0].y, chart.layout.yaxis.range]; // => [[0, 2], [0, 3], [-0.15, 3.15]]
 */
export function slider(options: SliderOptions): Figure {
  const { steps, start = 0, stepMs = 400 } = options;
  const names = checkedNames(options);
  const states = sameAxes(steps.map((step) => step.figure));
  const first = states[start];
  const changing = first.data.map((_, i) => changingMembers(states.map(({ data }) => data[i])));
  const traces = changing.flatMap((members, i) => (members.length > 0 ? [i] : []));
  const layoutMembers = changingMembers(states.map(({ layout }) => layout));
  const frames: Frame[] = states.map(({ data, layout }, k) => ({
    name: names[k],
    data: traces.map((i) => pick(data[i], changing[i])),
    traces,
    ...(layoutMembers.length > 0 ? { layout: pick(layout, layoutMembers) } : {}),
  }));
  const margin = first.layout.margin as JsonObject;
  return figure({
    data: first.data,
    layout: {
      ...first.layout,
      height: (first.layout.height as number) + 90,
      margin: { ...margin, b: 130 },
      sliders: [sliderLayout(options.label, names, start)],
      updatemenus: [buttons(stepMs)],
    },
    frames,
    altText: `Moving figure with a slider over ${plainText(options.label)}: ${names.join(", ")}. At ${names[start]}: ${
      steps[start].figure.altText
    } Titles: ${[...new Set(steps.map((step) => plainText(titleOf(step.figure) ?? "")))].join("; ")}.`,
  });
}

function checkedNames(options: SliderOptions): string[] {
  const cannot = "make a moving figure";
  checkText(cannot, options, ["label"]);
  const { steps, start = 0 } = options;
  const names = steps.map((step) => String(step.label));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  const rules: [boolean, string, string][] = [
    [steps.length >= 2, "a slider needs two steps or more", `got ${steps.length}`],
    [twice === undefined, "every step needs a label of its own", `${valueText(twice)} stands there twice`],
    [
      Number.isInteger(start) && start >= 0 && start < steps.length,
      `start must be in [0, ${steps.length})`,
      `got ${start}`,
    ],
  ];
  for (const [holds, as, found] of rules) if (!holds) throw new RangeError(lesson({ cannot, as, found }));
  const kinds = steps.map((step) => step.figure.data.map(({ type }) => type).join(", "));
  const odd = kinds.findIndex((kind) => kind !== kinds[0]);
  if (odd >= 0) {
    const found = `step ${names[0]} draws ${kinds[0]}, step ${names[odd]} draws ${kinds[odd]}`;
    const cure = "groupOrder, which keeps a class without points";
    throw new TypeError(
      lesson({ cannot, as: "all steps must draw the same kinds of traces in the same order", found, try: cure }),
    );
  }
  return names;
}

/** The same figures, each axis with the widest range that any of them has: what moves must be the data, not the ruler. */
function sameAxes(figures: readonly Figure[]): Figure[] {
  const axisNames = Object.keys(figures[0].layout).filter((name) => /^[xy]axis\d*$/.test(name));
  const widest = axisNames.map((name): [string, number[] | undefined] => {
    const ranges = figures.map(({ layout }) => (layout[name] as { range?: number[] } | undefined)?.range);
    const known = ranges.filter((range) => range !== undefined);
    if (known.length < figures.length) return [name, undefined];
    const [low, high] = [Math.min(...known.flat()), Math.max(...known.flat())];
    return [name, known[0][0] > known[0][1] ? [high, low] : [low, high]];
  });
  return figures.map((one) => {
    const axes = widest.map(([name, range]) => [name, { ...(one.layout[name] as object), ...(range && { range }) }]);
    return { ...one, layout: { ...one.layout, ...Object.fromEntries(axes) } };
  });
}

/** The members that are not the same in all of several objects. */
function changingMembers(objects: readonly JsonObject[]): string[] {
  const members = new Set(objects.flatMap((object) => Object.keys(object)));
  const text = (value: Json | undefined) => JSON.stringify(value);
  return [...members].filter((member) => objects.some((object) => text(object[member]) !== text(objects[0][member])));
}

const pick = (object: JsonObject, members: readonly string[]): JsonObject =>
  Object.fromEntries(members.map((member) => [member, object[member] ?? null]));

/** How Plotly goes to a frame: at once, since numbers between two positions were never computed. */
const jump = { mode: "immediate", frame: { duration: 0, redraw: true }, transition: { duration: 0 } };

function sliderLayout(label: string, names: readonly string[], active: number): JsonObject {
  return {
    active,
    currentvalue: { prefix: `${label}: `, xanchor: "left", font: { size: 14 } },
    steps: names.map((name) => ({ label: name, method: "animate", args: [[name], jump] })),
    x: 0.2,
    len: 0.8,
    y: 0,
    pad: { t: 50, b: 8 },
    bgcolor: "rgba(127, 127, 127, 0.35)",
    activebgcolor: "#7F7F7F",
    bordercolor: "#7F7F7F",
    tickcolor: "#7F7F7F",
  };
}

/** Buttons bring their own light ground and dark text, as Plotly colours a button under the pointer light on any page. */
function buttons(stepMs: number): JsonObject {
  const play = { ...jump, fromcurrent: true, frame: { duration: stepMs, redraw: true } };
  return {
    type: "buttons",
    direction: "left",
    showactive: false,
    x: 0,
    xanchor: "left",
    y: 0,
    yanchor: "top",
    pad: { t: 66 },
    bgcolor: "#EEEEEE",
    bordercolor: "#7F7F7F",
    font: { color: "#222222", size: 14 },
    buttons: [
      { label: "▶", method: "animate", args: [null, play] },
      { label: "❚❚", method: "animate", args: [[null], { ...jump, frame: { duration: 0, redraw: false } }] },
    ],
  };
}
