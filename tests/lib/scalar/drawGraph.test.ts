import { expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { backward, topologicalOrder } from "../../../lib/scalar/backward.ts";
import { drawGraph } from "../../../lib/scalar/drawGraph.ts";
import { mlp } from "../../../lib/scalar/mlp.ts";
import { add, multiply, power, sum, tanh } from "../../../lib/scalar/operations.ts";
import { label, type Value, value } from "../../../lib/scalar/value.ts";
import { expectShowable, member } from "../plot/bundle.ts";

/** loss = (a b + c)², with gradients. */
function example() {
  const [a, b, c] = [value(2, "a"), value(-3, "b"), value(10, "c")];
  const loss = label(power(add(multiply(a, b), c), 2), "loss");
  backward(loss);
  return loss;
}

type Shape = { type: string; x0: number; x1: number; y0: number; y1: number };
const shapesOf = (figure: ReturnType<typeof drawGraph>, type: string) =>
  (figure.layout.shapes as unknown as Shape[]).filter((shape) => shape.type === type);
const numbersOf = (trace: unknown, name: string) => member(trace, name) as (number | null)[];

test("drawGraph() gives every value a box with label, data and gradient, every operation a circle with its sign", () => {
  const figure = drawGraph(example());
  const [, values, operations] = figure.data;
  expect(values.text).toEqual([
    "<b>a</b><br>data 2<br>grad -24",
    "<b>b</b><br>data -3<br>grad 16",
    "data -6<br>grad 8",
    "<b>c</b><br>data 10<br>grad 8",
    "data 4<br>grad 8",
    "<b>loss</b><br>data 16<br>grad 1",
  ]);
  expect(values.hovertext).toContain("a | data 2 | grad -24");
  expect(operations.text).toEqual(["×", "+", "^2"]);
  expect(operations.hovertext).toContain("∂× / ∂a = -3<br>∂× / ∂b = 2");
  expect(shapesOf(figure, "rect").length).toBe(6);
  expect(shapesOf(figure, "circle").length).toBe(3);
});

test("the figure shows the numbers of the moment: it does not change when the graph does", () => {
  const loss = example();
  const figure = drawGraph(loss);
  const before = JSON.stringify(figure);
  backward(multiply(loss, 2));
  expect(JSON.stringify(figure)).toBe(before);
});

test("its bundle is JSON with a title and the graph in words", () => {
  const figure = drawGraph(example(), { title: "A square" });
  expectShowable(figure);
  expect(member(figure.layout, "title", "text")).toBe("A square");
  expect(figure.altText).toBe(
    'Graph "A square": 6 values, 3 operations. a: data 2, grad -24. b: data -3, grad 16. node 3 = a × b: data -6, grad 8. ' +
      "c: data 10, grad 8. node 5 = node 3 + c: data 4, grad 8. loss = node 5^2: data 16, grad 1.",
  );
  expectShowable(drawGraph(value(1)));
  expect(drawGraph(value(1)).altText).toBe(
    'Graph "The graph of a value": 1 value, 0 operations. node 1: data 1, grad 0.',
  );
  const bent = tanh(sum([value(1, "w<sub>1</sub>"), 2]));
  expect(drawGraph(bent).altText).toContain("node 3 = Σ(w1, node 2)");
  expect(drawGraph(bent).altText).toContain("node 4 = tanh(node 3)");
});

/** Graphs of all sizes up to the limit, with long lines among them. */
function graphs(): Value[] {
  const net = mlp(random(91), [2, 3, 1]);
  const [y] = net.forward([0.5, -1]);
  backward(y);
  let chain: Value = value(1, "x");
  const first = chain;
  for (let k = 0; k < 19; k++) chain = add(chain, k % 5 === 0 ? first : k);
  return [value(1), example(), y, chain, multiply(y, y)];
}

test("text fits its box, boxes and circles do not overlap, and one unit is one pixel", () => {
  for (const root of graphs()) {
    const figure = drawGraph(root);
    const margin = member(figure.layout, "margin") as { l: number; r: number; t: number; b: number };
    const [x0, x1] = member(figure.layout, "xaxis", "range") as number[];
    const [bottom, top] = member(figure.layout, "yaxis", "range") as number[];
    expect(figure.layout.width).toBeCloseTo(x1 - x0 + margin.l + margin.r, 9);
    expect(figure.layout.height).toBeCloseTo(bottom - top + margin.t + margin.b, 9);
    const boxes = shapesOf(figure, "rect");
    const texts = figure.data[1].text as string[];
    for (const [i, box] of boxes.entries()) {
      const lines = texts[i].replaceAll(/<\/?b>/g, "").split("<br>");
      expect(box.x1 - box.x0).toBeGreaterThanOrEqual(7 * Math.max(...lines.map((line) => line.length)));
      expect(box.y1 - box.y0).toBeGreaterThanOrEqual(16 * lines.length);
    }
    const shapes = [...boxes, ...shapesOf(figure, "circle")];
    for (const [i, a] of shapes.entries()) {
      expect(Math.min(a.x0, a.y0)).toBeGreaterThanOrEqual(-1e-9);
      expect(a.x1).toBeLessThan(x1); // the frame is not cut in half
      expect(a.y1).toBeLessThan(bottom);
      for (const b of shapes.slice(0, i)) {
        expect(a.x1 <= b.x0 || b.x1 <= a.x0 || a.y1 <= b.y0 || b.y1 <= a.y0, "apart").toBe(true);
      }
    }
  }
});

test("every input has an arrow to the circle of its user that crosses no box, every circle one to its box", () => {
  for (const root of graphs()) {
    const figure = drawGraph(root);
    const [xs, ys] = [numbersOf(figure.data[0], "x"), numbersOf(figure.data[0], "y")];
    const heads = (member(figure.data[0], "marker", "size") as number[]).filter((size) => size > 0).length;
    const nodes = topologicalOrder(root);
    const uses = nodes.flatMap(({ inputs }) => [...new Set(inputs)]).length;
    const made = nodes.filter(({ operation }) => operation !== "").length;
    expect(heads).toBe(uses + made);
    expect(xs.filter((x) => x === null).length).toBe(uses + made);
    const boxes = shapesOf(figure, "rect");
    for (let i = 1; i < xs.length; i++) {
      const [fromX, toX, fromY, toY] = [xs[i - 1], xs[i], ys[i - 1], ys[i]];
      if (fromX === null || toX === null || fromY === null || toY === null) continue;
      expect(toX).toBeGreaterThan(fromX); // data flow to the right
      for (let share = 0.02; share < 0.99; share += 0.02) {
        const [x, y] = [fromX + share * (toX - fromX), fromY + share * (toY - fromY)];
        const inside = boxes.some((box) => x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1);
        expect(inside, `a line through a box at ${x}, ${y}`).toBe(false);
      }
    }
  }
});

test("a graph of more than 60 nodes is refused, with their number and what to draw instead", () => {
  let chain: Value = value(1);
  for (let k = 0; k < 30; k++) chain = add(chain, 1);
  expect(() => drawGraph(chain)).toThrow(RangeError);
  expect(() => drawGraph(label(chain, "loss"))).toThrow(
    'Cannot draw a graph of 61 nodes as more than 60 cannot be read: 61 nodes lead to "loss"; try a smaller part: one of its inputs, or the loss of a single example',
  );
  expect(() => drawGraph(chain.inputs[0])).not.toThrow();
  expect(() => drawGraph(3 as never)).toThrow("Cannot draw the graph of 3 as it must be a value: got 3");
});
