/*
 * A figure that moves: one figure for each position of a slider, with buttons that play them like a film. All states are in
 * the figure itself, so that it moves in a saved notebook, on a web page and without a kernel.
 *
 *   frame k      what differs at position k: only those members of traces and layout that are not the same everywhere
 *   data         the traces at the starting position, complete
 *   axes         at all positions the same, and wide enough for all
 *   slider       its step k sends Plotly to the frame with the name k; "play" goes through the frames in order
 *
 * Notation: k the position from 0, from left to right; times in milliseconds.
 * Source: Plotly's figure reference, version 4: layout.sliders, layout.updatemenus and frames.
 * NB: the figures must be of one kind, with the same number of lines or points' classes, as one is turned into the next. Each
 *   position adds its data to the notebook; 10 to 40 of them are enough.
 *
 * Page 28 · before it: plot/subplots.ts · after it: exercises/report.ts
 */
import { lesson, valueText } from "../lesson.ts";
import { checkText, widestRange } from "./axes.ts";
import { type Figure, type Frame, figure, type Json, type JsonObject, plainText, titleOf } from "./figure.ts";
import { neutral, withAlpha } from "./theme.ts";

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

  // what differs is found by comparing: points that stay are stored once, not once for each position
  const states = sameAxes(steps.map((step) => step.figure));
  const first = states[start];
  const changing = first.data.map((_, i) => changingMembers(states.map(({ data }) => data[i])));
  const traces = changing.flatMap((members, i) => (members.length > 0 ? [i] : []));
  const layoutMembers = changingMembers(states.map(({ layout }) => layout));
  // a frame without a layout leaves the title as it is
  const frames: Frame[] = states.map(({ data, layout }, k) => ({
    name: names[k],
    data: traces.map((i) => pick(data[i], changing[i])),
    traces,
    ...(layoutMembers.length > 0 ? { layout: pick(layout, layoutMembers) } : {}),
  }));

  // slider and buttons stand below all that the figure itself has below its axes: labels, and in a grid the legend
  const margin = first.layout.margin as { readonly b: number };
  return figure({
    data: first.data,
    layout: {
      ...first.layout,
      height: (first.layout.height as number) + controlsHeight,
      margin: { ...margin, b: margin.b + controlsHeight },
      sliders: [sliderLayout(options.label, names, start, margin.b)],
      updatemenus: [buttons(stepMs, margin.b)],
    },
    frames,
    altText: `Moving figure with a slider over ${plainText(options.label)}: ${names.join(", ")}. At ${names[start]}: ${
      steps[start].figure.altText
    } Titles: ${[...new Set(steps.map((step) => plainText(titleOf(step.figure) ?? "")))].join("; ")}.`,
  });
}

/** In pixels: the current value, the rail, its labels. */
const controlsHeight = 80;

/** The names of the frames, once it is sure that the figures can be turned into one another. */
function checkedNames(options: SliderOptions): string[] {
  const cannot = "make a moving figure";
  checkText(cannot, options, ["label"]);
  const { steps, start = 0 } = options;
  const names = steps.map((step) => String(step.label));
  // a frame is found by its name, so no two may have the same
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  const rules: [boolean, string, string][] = [
    [steps.length >= 2, "a slider needs two steps or more", `got ${steps.length}`],
    [steps.every((step) => step.figure.frames === undefined), "a step has no slider of its own", "one has"],
    [twice === undefined, "every step needs a label of its own", `${valueText(twice)} stands there twice`],
    [
      Number.isInteger(start) && start >= 0 && start < steps.length,
      `start must be in [0, ${steps.length})`,
      `got ${start}`,
    ],
  ];
  for (const [holds, as, found] of rules) if (!holds) throw new RangeError(lesson({ cannot, as, found }));
  // Plotly turns trace i of one frame into trace i of the next, so they must be of a kind
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
  // in a grid there are several: xaxis, xaxis2, …
  const axisNames = Object.keys(figures[0].layout).filter((name) => /^[xy]axis\d*$/.test(name));
  const widest = axisNames.map((name): [string, number[] | undefined] => {
    const ranges = figures.map(({ layout }) => (layout[name] as { range?: [number, number] } | undefined)?.range);
    const known = ranges.filter((range) => range !== undefined);
    return [name, known.length < figures.length ? undefined : widestRange(known)]; // one that fits itself, all do
  });
  return figures.map((one) => {
    const axes = widest.map(([name, range]) => [name, { ...(one.layout[name] as object), ...(range && { range }) }]);
    return { ...one, layout: { ...one.layout, ...Object.fromEntries(axes) } };
  });
}

/** The members that are not the same in all of several objects. */
function changingMembers(objects: readonly JsonObject[]): string[] {
  // JSON is what is stored, so two values are the same when their JSON is
  const members = new Set(objects.flatMap((object) => Object.keys(object)));
  const text = (value: Json | undefined) => JSON.stringify(value);
  return [...members].filter((member) => objects.some((object) => text(object[member]) !== text(objects[0][member])));
}

/** Some members of an object; null for one that it has not, which takes away what another position had. */
const pick = (object: JsonObject, members: readonly string[]): JsonObject =>
  Object.fromEntries(members.map((member) => [member, object[member] ?? null]));

/** How Plotly goes to a frame: at once, since numbers between two positions were never computed. */
const jump = { mode: "immediate", frame: { duration: 0, redraw: true }, transition: { duration: 0 } };

/** The rail, its steps and what it says above itself. Each step names its frame alone, by which Plotly moves the grip along. */
function sliderLayout(label: string, names: readonly string[], active: number, below: number): JsonObject {
  return {
    active,
    // above the rail, in larger letters: what is shown
    currentvalue: { prefix: `${label}: `, xanchor: "left", font: { size: 14 } },
    steps: names.map((name) => ({ label: name, method: "animate", args: [[name], jump] })),
    x: 0.2, // to the right of the buttons
    len: 0.8,
    y: 0,
    pad: { t: below - 6, b: 8 }, // pixels below the axes
    bgcolor: withAlpha(neutral, 0.35),
    activebgcolor: neutral,
    bordercolor: neutral,
    tickcolor: neutral,
  };
}

/** Buttons bring their own light ground and dark text, as Plotly colours a button under the pointer light on any page. */
function buttons(stepMs: number, below: number): JsonObject {
  // from where it stands to the last position, each for the same time
  const play = { ...jump, fromcurrent: true, frame: { duration: stepMs, redraw: true } };
  return {
    type: "buttons",
    direction: "left",
    showactive: false, // a button that was pressed looks like one that was not
    x: 0, // to the left of the slider, as high as its rail
    xanchor: "left",
    y: 0,
    yanchor: "top",
    pad: { t: below + 10 },
    bgcolor: "#EEEEEE",
    bordercolor: neutral,
    font: { color: "#222222", size: 14 },
    buttons: [
      { label: "▶", method: "animate", args: [null, play] }, // null: all frames, in order
      { label: "❚❚", method: "animate", args: [[null], { ...jump, frame: { duration: 0, redraw: false } }] }, // [null]: no frame, at once
    ],
  };
}
