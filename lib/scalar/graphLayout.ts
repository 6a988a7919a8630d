/*
 * Where to put the nodes of a graph so that it can be read: in columns, inputs to the left of their users, with few crossings
 * and short lines. Three questions, one after the other: which column, in which order within it, at which height.
 *
 *   column(x) = 1 + max over the users u of x:  column(u)        the root has column 0, the rightmost
 *   order       by the mean position of the neighbours in the next column, back and forth; the fewest crossings win
 *   height      min Σ (yᵢ − targetᵢ)²  with  yᵢ₊₁ − yᵢ ≥ gapᵢ    targetᵢ the mean height of the neighbours
 *
 * A line that passes columns on its way bends there, and each bend takes a place in its column like a node.
 *
 * Notation: nodes are numbered in topological order, inputs first; columns from the root leftwards; heights in pixels, down.
 * Source: K. Sugiyama, S. Tagawa and M. Toda, IEEE Transactions on Systems, Man and Cybernetics 11 (1981); R. Barlow et al.,
 *   Statistical Inference under Order Restrictions (1972), for the pooling of neighbours that solves the third step.
 * NB: the fewest crossings of all would take exponential time; a dozen sweeps find few. Graphviz's dot does the same at length.
 *
 * Page 41 · before it: scalar/backward.ts · after it: scalar/drawGraph.ts
 */
import { sum } from "../plain/vector.ts";

/** An arrow from a node to one that uses it. */
export interface Route {
  /** The number of the input. */
  readonly from: number;
  /** The number of its user. */
  readonly to: number;
  /** Where it passes the columns in between, from left to right. */
  readonly bends: readonly { readonly column: number; readonly y: number }[];
}

/** Where everything is. */
export interface GraphLayout {
  /** The column of each node (n). */
  readonly column: readonly number[];
  /** The height of each node's middle (n), from half a node up. */
  readonly y: readonly number[];
  readonly routes: readonly Route[];
  /** How many columns there are. */
  readonly numColumns: number;
  /** The height of the whole, half a node below the lowest middle. */
  readonly height: number;
}

/**
 * Lays a graph out.
 * @param inputs The numbers of each node's inputs (n), all smaller than its own; the last node is the root.
 * @param size The height of a node and of the room that a bend takes, and the space between two of them, in pixels.
 * @example
 * const { column, y } = layoutGraph([[], [], [0, 1]], { node: 40, bend: 10, space: 20 }); // c = a + b
 * [column, y]; // => [[1, 1, 0], [20, 80, 50]]
 */
export function layoutGraph(
  inputs: readonly (readonly number[])[],
  size: { readonly node: number; readonly bend: number; readonly space: number },
): GraphLayout {
  const column = columnsOf(inputs);
  const { owners, users, sources, chains } = withBends(inputs, column);
  const order = fewestCrossings(owners, users, sources);
  // nodes come first among the vertices, bends after them
  const half = (vertex: number) => (vertex < inputs.length ? size.node : size.bend) / 2;
  const gap = (above: number, below: number) => half(above) + half(below) + size.space;
  const y = heightsOf(order, (vertex) => [...users[vertex], ...sources[vertex]], gap);
  const top = Math.min(...y.map((height, vertex) => height - half(vertex)));
  const bottom = Math.max(...y.map((height, vertex) => height + half(vertex)));
  // all heights are given from the top of the uppermost
  return {
    column,
    y: y.slice(0, inputs.length).map((height) => height - top),
    routes: chains.map(({ from, to, bends }) => ({
      from,
      to,
      bends: bends.map((vertex) => ({ column: owners[vertex], y: y[vertex] - top })),
    })),
    numColumns: order.length,
    height: bottom - top,
  };
}

/** Step 1: each node one column to the left of its leftmost user. A user is done before its inputs, as its number is higher. */
function columnsOf(inputs: readonly (readonly number[])[]): number[] {
  const column = new Array<number>(inputs.length).fill(0);
  for (let user = inputs.length - 1; user >= 0; user--) {
    for (const input of inputs[user]) column[input] = Math.max(column[input], column[user] + 1);
  }
  return column;
}

/**
 * The graph with bends as further vertices, so that every line goes from one column to the next.
 * @returns For each vertex its column, its users to the right and its sources to the left; for each line its bends.
 */
function withBends(inputs: readonly (readonly number[])[], column: readonly number[]) {
  const owners = [...column]; // (n) → (n + bends): the column of each vertex
  const users: number[][] = column.map(() => []); // to the right
  const sources: number[][] = column.map(() => []); // to the left
  const chains: { from: number; to: number; bends: number[] }[] = [];
  const bendAt = new Map<string, number>(); // lines from one node share their bends, like branches of a tree
  // an input that is used twice by one node, as in a · a, gets one line
  for (const [to, from] of inputs.flatMap((list, user) => [...new Set(list)].map((input) => [user, input]))) {
    const bends: number[] = [];
    let last = from; // the end of the line so far
    for (let at = column[from] - 1; at > column[to]; at--) {
      const key = `${from} ${at}`;
      const bend = bendAt.get(key) ?? owners.length;
      if (bend === owners.length) {
        // the first line of this node to come here
        bendAt.set(key, bend);
        owners.push(at);
        users.push([]);
        sources.push([last]);
        users[last].push(bend);
      }
      bends.push(bend);
      last = bend;
    }
    users[last].push(to);
    sources[to].push(last);
    chains.push({ from, to, bends });
  }
  return { owners, users, sources, chains };
}

/** How often the columns are gone through. More than a dozen seldom finds fewer crossings. */
const SWEEPS = 12;

/**
 * Step 2: the vertices of each column from top to bottom. Each sweep sorts column after column by where the neighbours on the
 * side it comes from stand; it may make things worse, so the best order of all is kept.
 */
function fewestCrossings(
  owners: readonly number[],
  users: readonly number[][],
  sources: readonly number[][],
): number[][] {
  let order: number[][] = Array.from({ length: Math.max(...owners) + 1 }, () => []);
  for (const [vertex, column] of owners.entries()) order[column].push(vertex);
  let [best, fewest] = [order, crossings(order, sources)];
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const leftwards = sweep % 2 === 0;
    const neighbours = leftwards ? users : sources; // whose places are settled already in this sweep
    const columns = leftwards ? [...order.keys()] : [...order.keys()].toReversed();
    order = [...order]; // the best one may be this one, and stays
    for (const column of columns) {
      const place = placesIn(order);
      const center = (vertex: number) =>
        meanOf(
          neighbours[vertex].map((one) => place[one]),
          place[vertex],
        );
      order[column] = order[column].toSorted((a, b) => center(a) - center(b));
    }
    const count = crossings(order, sources);
    if (count < fewest) [best, fewest] = [order, count];
  }
  return best;
}

/** The position of each vertex in its column. */
function placesIn(order: readonly number[][]): number[] {
  const place: number[] = [];
  for (const column of order) for (const [position, vertex] of column.entries()) place[vertex] = position;
  return place;
}

/** How many pairs of lines cross: one begins above the other and ends below it. */
function crossings(order: readonly number[][], sources: readonly number[][]): number {
  const place = placesIn(order);
  let count = 0;
  for (const column of order) {
    const lines = column.flatMap((vertex) => sources[vertex].map((source) => [place[source], place[vertex]])); // [start, end]
    for (const [i, [start, end]] of lines.entries()) {
      for (const [otherStart, otherEnd] of lines.slice(0, i)) if ((start - otherStart) * (end - otherEnd) < 0) count++;
    }
  }
  return count;
}

/** Step 3: the height of each vertex, drawn towards its neighbours on both sides, and kept apart from those above and below. */
function heightsOf(
  order: readonly number[][],
  neighbours: (vertex: number) => readonly number[],
  gap: (above: number, below: number) => number,
): number[] {
  const y = placesIn(order); // to begin with
  for (let sweep = 0; sweep < 2 * SWEEPS; sweep++) {
    for (const column of sweep % 2 === 0 ? order : order.toReversed()) {
      const targets = column.map((vertex) =>
        meanOf(
          neighbours(vertex).map((one) => y[one]),
          y[vertex],
        ),
      );
      // (m) places, (m − 1) gaps between them
      const gaps = column.slice(1).map((vertex, i) => gap(column[i], vertex));
      for (const [i, height] of keptApart(targets, gaps).entries()) y[column[i]] = height;
    }
  }
  return y;
}

/**
 * The heights nearest to the targets, by the sum of squares, that keep their order and their distances: where two would come
 * too close they are pooled, and the pool goes where its members want to be on average.
 * @param targets (n)
 * @param gaps (n − 1) the least distance from each to the next
 * @example keptApart([0, 0, 100], [10, 10]); // => [-5, 5, 100]
 */
export function keptApart(targets: readonly number[], gaps: readonly number[]): number[] {
  const offsets = targets.map((_, i) => sum(gaps.slice(0, i))); // how far below the first each must lie at least
  // without its offset a height has only to be at least the one above: pools of equal ones, each at the mean of its wishes
  const pools: { wish: number; size: number }[] = [];
  for (const [i, target] of targets.entries()) {
    let pool = { wish: target - offsets[i], size: 1 };
    // a pool that wants to be above the one before it joins that one
    for (let above = pools.at(-1); above !== undefined && above.wish > pool.wish; above = pools.at(-1)) {
      const size = above.size + pool.size;
      pool = { wish: (above.wish * above.size + pool.wish * pool.size) / size, size };
      pools.pop();
    }
    pools.push(pool);
  }
  return pools.flatMap(({ wish, size }) => new Array<number>(size).fill(wish)).map((wish, i) => wish + offsets[i]);
}

/** The mean, or what is given instead where there is nothing to take it of. */
const meanOf = (numbers: readonly number[], otherwise: number): number =>
  numbers.length === 0 ? otherwise : sum(numbers) / numbers.length;
