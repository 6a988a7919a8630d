/*
 * The graph of a computation, drawn: every value a box with its label, data and gradient, every operation a circle in front of
 * the box that it made, arrows from inputs to users. Data flow to the right; gradients came back to the left.
 *
 *   [ label │ data │ grad ] ──→ (×) ─→ [ label │ data │ grad ]
 *
 * Notation: data and grad to five digits; leaves, which nothing made, have a bold blue frame.
 * Source: A. Karpathy, micrograd (2020), trace_graph; page 39 for the places.
 * NB: one unit of the axes is one pixel, so that text fits its box; a graph wider than the page scrolls. The graphs of real
 *   networks have millions of nodes: tools such as Netron draw layers, not numbers.
 *
 * Page 42 · before it: scalar/graphLayout.ts · after it: scalar/mlp.ts
 */
import { lesson, valueText } from "../lesson.ts";
import { type Figure, figure, type JsonObject, plainText, type Trace } from "../plot/figure.ts";
import { neutral, palette, withAlpha } from "../plot/theme.ts";
import { topologicalOrder } from "./backward.ts";
import { type GraphLayout, layoutGraph } from "./graphLayout.ts";
import { checkValue, digits, type Value } from "./value.ts";

/** How to draw a graph. */
export interface DrawGraphOptions {
  /** Above the drawing; by default it names the root. Plotly's markup works, here and in labels. */
  readonly title?: string;
}

/** More boxes than this nobody reads. */
const maxNodes = 60;

// All in pixels.
const boxHeight = 60;
const leastBoxWidth = 56;
const radius = 15;
/** From a circle's left edge to the box that it made. */
const circleRoom = 2 * radius + 18;
const columnSpace = 38;
/** Around everything, so that no frame is cut in half. */
const rim = 4;
const margin = { l: 16, r: 16, t: 64, b: 16 };

/**
 * A drawing of the graph behind a value, with all data and gradients; call `backward` first to see gradients.
 * @throws TypeError when the root is no value; RangeError when the graph has more than 60 nodes.
 * @example
 * const [a, b] = [scalar.value(2, "a"), scalar.value(-3, "b")];
 * const loss = scalar.label(scalar.multiply(a, b), "loss");
 * scalar.backward(loss);
 * const drawing = scalar.drawGraph(loss);
 * drawing.altText; // => 'Graph "The graph of loss": 3 values, 1 operation. a: data 2, grad -3. b: data -3, grad 2. loss = a × b: data -6, grad 1.'
 */
export function drawGraph(root: Value, { title }: DrawGraphOptions = {}): Figure {
  checkValue(root, `draw the graph of ${valueText(root)}`);
  const nodes = topologicalOrder(root);
  if (nodes.length > maxNodes) {
    throw new RangeError(
      lesson({
        cannot: `draw a graph of ${nodes.length} nodes`,
        as: `more than ${maxNodes} cannot be read`,
        found: `${nodes.length} nodes lead to ${root.label === "" ? "this value" : `"${root.label}"`}`,
        try: "a smaller part: one of its inputs, or the loss of a single example",
      }),
    );
  }
  const number = new Map(nodes.map((node, i) => [node, i])); // the layout knows nodes by their place in the order
  const inputs = nodes.map((node) => node.inputs.map((input) => number.get(input)!)); // (n, inputs of each)
  const layout = layoutGraph(inputs, { node: boxHeight, bend: 12, space: 16 });
  const heading = title ?? `The graph of ${root.label === "" ? "a value" : root.label}`;
  return picture(nodes, layout, heading, inWords(nodes, inputs, heading));
}

/** The horizontal places of a column: circles stand at its left edge, boxes reach to its right one. */
interface Column {
  readonly left: number; // where circles begin
  readonly box: number; // where boxes begin
  readonly right: number; // where boxes end
}

/**
 * Columns from the root's leftwards; all boxes of one are as wide as its longest text. Letters are not measured, as no page
 * is there to do it: 7 pixels is a little more than a digit takes in the fonts that notebooks use.
 */
function columnsOf(nodes: readonly Value[], { column, numColumns }: GraphLayout): Column[] {
  const columns = new Array<Column>(numColumns);
  let left = 0;
  for (let at = numColumns - 1; at >= 0; at--) {
    // from the leftmost, which has the highest number
    const inside = nodes.filter((_, i) => column[i] === at);
    const letters = Math.max(...inside.flatMap(boxLines).map((text) => plainText(text).length));
    const box = left + (inside.every(isLeaf) ? 0 : circleRoom); // leaves alone have no circles
    columns[at] = { left, box, right: box + Math.max(leastBoxWidth, 7 * letters + 16) }; // 8 free on either side
    left = columns[at].right + columnSpace;
  }
  return columns;
}

/** Whether no operation made it. */
const isLeaf = ({ operation }: Value): boolean => operation === "";

/** What stands in a box, line by line: label, where there is one, data, grad. */
const boxLines = ({ label, data, grad }: Value): string[] => [
  ...(label === "" ? [] : [`<b>${label}</b>`]),
  `data ${digits(data)}`,
  `grad ${digits(grad)}`,
];

/**
 * The figure: three traces, which are the arrows, the text of the boxes and the signs in the circles, over shapes for the boxes
 * and circles themselves.
 */
function picture(nodes: readonly Value[], layout: GraphLayout, title: string, altText: string): Figure {
  const columns = columnsOf(nodes, layout);
  const boxes = nodes.map((node, i) => ({ node, y: layout.y[i], ...columns[layout.column[i]] }));
  const made = boxes.filter(({ node }) => !isLeaf(node)); // those with a circle
  const arrows = layout.routes.map(({ from, to, bends }) => {
    // a column is passed level, from edge to edge, so that no line runs through its boxes; slopes lie between columns
    const passed = bends.flatMap(({ column, y }) =>
      [columns[column].left, columns[column].right].map((x): Point => [x, y]),
    );
    return arrowTo([[boxes[from].right, boxes[from].y], ...passed], [boxes[to].left + radius, boxes[to].y]);
  });
  const own = made.map(({ left, box, y }): Point[] => [
    [left + 2 * radius, y], // from the circle
    [box, y], // to the box that it made
  ]);
  const width = Math.max(columns[0].right, 9 * plainText(title).length); // room for the title too
  const numbers = boxes.map(({ node, box, right, y }): Mark => {
    return { x: (box + right) / 2, y, text: boxLines(node).join("<br>"), hover: node.toString() };
  });
  const signs = made.map(({ node, left, y }): Mark => {
    return { x: left + radius, y, text: node.operation === "sigmoid" ? "σ" : node.operation, hover: slopesText(node) };
  });
  return figure({
    data: [arrowTrace([...arrows, ...own]), textTrace("values", numbers, 12), textTrace("operations", signs, 11)],
    layout: {
      title: { text: title, x: 0.02, xanchor: "left" },
      width: width + 2 * rim + margin.l + margin.r,
      height: Math.ceil(layout.height) + 2 * rim + margin.t + margin.b,
      margin,
      shapes: [...boxes.map(boxShape), ...made.map(circleShape)],
      xaxis: { visible: false, range: [-rim, width + rim] }, // as many units as pixels
      yaxis: { visible: false, range: [Math.ceil(layout.height) + rim, -rim] }, // downwards, as on a screen
      dragmode: "pan",
    },
    config: { responsive: false }, // keeps its width on a narrower page
    altText,
  });
}

/** A place in the drawing, in pixels from the upper left corner. */
type Point = readonly [x: number, y: number];

/**
 * A line that ends at a circle's rim, on its way to the middle.
 * @param points Where it begins, and its bends.
 * @param middle The middle of the circle.
 */
function arrowTo(points: readonly Point[], [x, y]: Point): Point[] {
  const [fromX, fromY] = points[points.length - 1];
  // the last piece is shortened by the circle's radius: this is its share of the piece
  const share = radius / Math.sqrt((x - fromX) ** 2 + (y - fromY) ** 2);
  return [...points, [x - share * (x - fromX), y - share * (y - fromY)]];
}

/** Lines with a head at their last point, in one trace: a null keeps two of them apart. */
function arrowTrace(lines: readonly Point[][]): Trace {
  const flat = lines.flatMap((points) => [...points, null]); // Plotly lifts its pen at a null
  const isLast = (i: number) => flat[i] !== null && flat[i + 1] === null;
  return {
    type: "scatter",
    mode: "lines+markers",
    name: "arrows",
    x: flat.map((point) => point?.[0] ?? null),
    y: flat.map((point) => point?.[1] ?? null),
    line: { color: neutral, width: 1.5 },
    marker: {
      color: neutral,
      symbol: "arrow",
      angleref: "previous", // the head points away from the point before it
      size: flat.map((_, i) => (isLast(i) ? 9 : 0)), // no mark at the other points
      line: { width: 0 }, // Plotly would draw a white outline
      opacity: 1,
    },
    hoverinfo: "skip",
    showlegend: false,
  };
}

/** A text in the drawing, and what a pointer over it is told. */
interface Mark {
  readonly x: number; // of its middle
  readonly y: number;
  readonly text: string; // lines with <br> between them
  readonly hover: string;
}

/** Texts in the colour of the page's own text, so that they are legible on white and on dark. */
function textTrace(name: string, marks: readonly Mark[], fontSize: number): Trace {
  return {
    type: "scatter",
    mode: "text",
    name,
    x: marks.map(({ x }) => x),
    y: marks.map(({ y }) => y),
    text: marks.map(({ text }) => text),
    textfont: { size: fontSize },
    hovertext: marks.map(({ hover }) => hover),
    hoverinfo: "text",
    showlegend: false,
  };
}

/** The frame of a value: blue, bold and filled for a leaf, which training may move; thin and grey for a result. */
function boxShape({ node, box, right, y }: Column & { node: Value; y: number }): JsonObject {
  const [y0, y1] = [y - boxHeight / 2, y + boxHeight / 2];
  const style = isLeaf(node)
    ? { line: { color: palette[0], width: 2.5 }, fillcolor: withAlpha(palette[0], 0.12) }
    : { line: { color: neutral, width: 1 } };
  return { type: "rect", layer: "below", x0: box, x1: right, y0, y1, ...style };
}

/** The circle of an operation. */
function circleShape({ left, y }: Column & { y: number }): JsonObject {
  const [x0, x1, y0, y1] = [left, left + 2 * radius, y - radius, y + radius];
  const style = { line: { color: palette[1], width: 1.5 }, fillcolor: withAlpha(palette[1], 0.16) };
  return { type: "circle", layer: "below", x0, x1, y0, y1, ...style };
}

/** The local slopes of an operation, ∂out/∂input: with them one can follow the chain rule by hand, from box to box. */
const slopesText = ({ operation, inputs, slopes }: Value): string =>
  inputs
    .map(({ label }, i) => `∂${operation} / ∂${label === "" ? `input ${i}` : label} = ${digits(slopes[i])}`)
    .join("<br>");

/** Signs that stand between their operands. */
const infix = new Set(["+", "−", "×", "/", "^"]);

/**
 * The graph in words, for those who cannot see it and for a plain text: one formula for each node, inputs first. Nodes without
 * a label are called by their number in this order.
 */
function inWords(nodes: readonly Value[], inputs: readonly (readonly number[])[], title: string): string {
  const name = (i: number) => (nodes[i].label === "" ? `node ${i + 1}` : plainText(nodes[i].label));
  const formula = ({ operation }: Value, from: readonly string[]) => {
    if (infix.has(operation)) return ` = ${from.join(` ${operation} `)}`;
    if (operation.startsWith("^")) return ` = ${from[0]}${operation}`; // a constant exponent
    return operation === "" ? "" : ` = ${operation}(${from.join(", ")})`;
  };
  const told = nodes.map((node, i) => {
    return `${name(i)}${formula(node, inputs[i].map(name))}: data ${digits(node.data)}, grad ${digits(node.grad)}.`;
  });
  const operations = nodes.filter((node) => !isLeaf(node)).length;
  const counts = [
    `${nodes.length} value${nodes.length === 1 ? "" : "s"}`,
    `${operations} operation${operations === 1 ? "" : "s"}`,
  ];
  return [`Graph "${plainText(title)}": ${counts.join(", ")}.`, ...told].join(" ");
}
