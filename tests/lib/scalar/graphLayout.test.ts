import { expect, test } from "vitest";
import { integer, normal, type RandomGenerator, random, uniform } from "../../../lib/data/random.ts";
import { keptApart, layoutGraph } from "../../../lib/scalar/graphLayout.ts";

const size = { node: 40, bend: 10, space: 20 };

/** A random graph in topological order, every node leading to the last. */
function randomGraph(rng: RandomGenerator, n: number): number[][] {
  const inputs = Array.from({ length: n }, (_, i) => {
    return i < 2 ? [] : Array.from({ length: integer(rng, 0, 3) }, () => integer(rng, 0, i));
  });
  const used = new Set(inputs.flat());
  inputs.push(inputs.flatMap((_, i) => (used.has(i) ? [] : [i])));
  return inputs;
}

test("layoutGraph() puts inputs to the left of their users, the root alone on the right", () => {
  const rng = random(87);
  for (let trial = 0; trial < 30; trial++) {
    const inputs = randomGraph(rng, integer(rng, 3, 40));
    const { column, numColumns } = layoutGraph(inputs, size);
    for (const [user, list] of inputs.entries()) {
      for (const input of list) expect(column[input]).toBeGreaterThan(column[user]);
    }
    expect(column.flatMap((at, node) => (at === 0 ? [node] : []))).toEqual([inputs.length - 1]);
    expect(Math.max(...column)).toBe(numColumns - 1);
  }
});

test("nothing in a column touches anything else there, bends included, and all lies within the height", () => {
  const rng = random(88);
  for (let trial = 0; trial < 30; trial++) {
    const inputs = randomGraph(rng, integer(rng, 3, 40));
    const { column, y, routes, numColumns, height } = layoutGraph(inputs, size);
    const bends = new Map(
      routes.flatMap(({ from, bends }) => bends.map((bend) => [`${from} ${bend.column}`, { ...bend, half: 5 }])),
    );
    for (let at = 0; at < numColumns; at++) {
      const nodes = y.flatMap((middle, i) => (column[i] === at ? [{ y: middle, half: 20 }] : []));
      const stack = [...nodes, ...[...bends.values()].filter((bend) => bend.column === at)].sort((a, b) => a.y - b.y);
      for (const [i, one] of stack.entries()) {
        expect(one.y - one.half).toBeGreaterThanOrEqual(-1e-9);
        expect(one.y + one.half).toBeLessThanOrEqual(height + 1e-9);
        if (i === 0) continue;
        const above = stack[i - 1];
        expect(one.y - above.y).toBeGreaterThanOrEqual(one.half + above.half + size.space - 1e-9);
      }
    }
  }
});

test("there is one route for each pair of input and user, with a bend in every column that it passes", () => {
  const rng = random(89);
  for (let trial = 0; trial < 30; trial++) {
    const inputs = randomGraph(rng, integer(rng, 3, 40));
    const { column, routes } = layoutGraph(inputs, size);
    const pairs = inputs.flatMap((list, user) => [...new Set(list)].map((input) => `${input} ${user}`));
    expect(routes.map(({ from, to }) => `${from} ${to}`)).toEqual(pairs);
    for (const { from, to, bends } of routes) {
      const passed = Array.from({ length: column[from] - column[to] - 1 }, (_, i) => column[from] - 1 - i);
      expect(bends.map((bend) => bend.column)).toEqual(passed);
    }
  }
});

test("lines are untangled where they need not cross", () => {
  // e = (a + d) + (b + c), with the leaves in an order that crosses: columns of leaves a b c d, sums (a, d) and (b, c)
  const { column, y } = layoutGraph([[], [], [], [], [0, 3], [1, 2], [4, 5]], size);
  expect(column).toEqual([2, 2, 2, 2, 1, 1, 0]);
  const leaves = [0, 1, 2, 3].sort((a, b) => y[a] - y[b]);
  expect([
    [0, 3],
    [1, 2],
    [3, 0],
    [2, 1],
  ]).toContainEqual(leaves.slice(0, 2));
  expect(y[4] < y[5]).toBe(Math.min(y[0], y[3]) < Math.min(y[1], y[2]));
  expect(y[6]).toBeCloseTo((y[4] + y[5]) / 2, 6);
});

test("a lone node and a value used twice by one operation", () => {
  expect(layoutGraph([[]], size)).toEqual({ column: [0], y: [20], routes: [], numColumns: 1, height: 40 });
  expect(layoutGraph([[], [0, 0]], size).routes).toEqual([{ from: 0, to: 1, bends: [] }]);
});

test("keptApart() keeps order and gaps, leaves alone what is apart, and no small move brings it nearer to the targets", () => {
  expect(keptApart([0, 50, 200], [10, 10])).toEqual([0, 50, 200]);
  expect(keptApart([], [])).toEqual([]);
  const rng = random(90);
  const distance = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0);
  for (let trial = 0; trial < 50; trial++) {
    const targets = Array.from({ length: integer(rng, 1, 8) }, () => normal(rng, 0, 30));
    const gaps = targets.slice(1).map(() => uniform(rng, 1, 20));
    const placed = keptApart(targets, gaps);
    for (const [i, gap] of gaps.entries()) expect(placed[i + 1] - placed[i]).toBeGreaterThanOrEqual(gap - 1e-9);
    for (let other = 0; other < 50; other++) {
      const moved = placed.map((y) => y + normal(rng));
      if (gaps.every((gap, i) => moved[i + 1] - moved[i] >= gap)) {
        expect(distance(moved, targets)).toBeGreaterThan(distance(placed, targets) - 1e-9);
      }
    }
  }
});
