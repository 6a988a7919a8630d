import { describe, expect, test } from "vitest";
import { integer, type RandomGenerator, random, shuffled } from "../../../lib/data/random.ts";
import {
  broadcastShapes,
  checkAxis,
  checkShape,
  collapse,
  eachPosition,
  expandStrides,
  isContiguous,
  sameShape,
  sizeOf,
  stridesOf,
} from "../../../lib/tensor/shape.ts";

const randomShape = (rng: RandomGenerator, least = 1): number[] =>
  Array.from({ length: integer(rng, 0, 5) }, () => integer(rng, least, 4));

/** All indices of a shape, row by row: the definition. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

const positionOf = (index: readonly number[], strides: readonly number[], offset = 0): number =>
  index.reduce((position, i, axis) => position + i * strides[axis], offset);

test("stridesOf() numbers the elements 0, 1, 2, … row by row", () => {
  const rng = random(1);
  for (let trial = 0; trial < 30; trial++) {
    const shape = randomShape(rng);
    expect(indices(shape).map((index) => positionOf(index, stridesOf(shape)))).toEqual(
      Array.from({ length: sizeOf(shape) }, (_, i) => i),
    );
  }
});

test("isContiguous() holds just where the positions are 0, 1, 2, … row by row", () => {
  const rng = random(2);
  let contiguous = 0;
  for (let trial = 0; trial < 300; trial++) {
    const shape = randomShape(rng, 0);
    const own = stridesOf(shape);
    const order = shuffled(
      rng,
      shape.map((_, axis) => axis),
    );
    const strides = order.map((axis) => own[axis]);
    const permuted = order.map((axis) => shape[axis]);
    const expected = indices(permuted).every((index, i) => positionOf(index, strides) === i);
    expect(isContiguous(permuted, strides), `${permuted} by ${strides}`).toBe(expected);
    contiguous += Number(expected);
  }
  expect(contiguous).toBeGreaterThan(50);
  expect(contiguous).toBeLessThan(290);
});

test("eachPosition() walks several arrays row by row, from their offsets, and visits nothing of an empty shape", () => {
  const rng = random(3);
  for (let trial = 0; trial < 100; trial++) {
    const shape = randomShape(rng, 0);
    const strides = [0, 1].map(() => shape.map(() => integer(rng, -5, 6)));
    const offsets = [integer(rng, 0, 100), integer(rng, 0, 100)];
    const seen: number[][] = [];
    eachPosition(shape, strides, offsets, (positions) => seen.push([...positions]));
    expect(seen).toEqual(indices(shape).map((index) => strides.map((own, k) => positionOf(index, own, offsets[k]))));
  }
});

test("collapse() leaves fewer axes and the same walk", () => {
  const rng = random(4);
  let fewer = 0;
  for (let trial = 0; trial < 200; trial++) {
    const shape = randomShape(rng, 1);
    const full = stridesOf(shape);
    const expanded = expandStrides(
      shape.map((size) => (integer(rng, 0, 3) === 0 ? 1 : size)),
      full,
      shape,
    );
    const walk = collapse(shape, [full, expanded]);
    const positions = (sizes: readonly number[], strides: readonly (readonly number[])[]): number[][] => {
      const seen: number[][] = [];
      eachPosition(sizes, strides, [0, 0], (at) => seen.push([...at]));
      return seen;
    };
    expect(positions(walk.shape, walk.strides)).toEqual(positions(shape, [full, expanded]));
    fewer += shape.length - walk.shape.length;
  }
  expect(fewer).toBeGreaterThan(100);
});

describe("broadcastShapes()", () => {
  test("follows NumPy's rule, in either order", () => {
    const cases: [number[], number[], number[]][] = [
      [[], [], []],
      [[3], [], [3]],
      [
        [5, 1, 4],
        [3, 1],
        [5, 3, 4],
      ],
      [
        [1, 0],
        [7, 1],
        [7, 0],
      ],
      [
        [8, 1, 6, 1],
        [7, 1, 5],
        [8, 7, 6, 5],
      ],
    ];
    for (const [a, b, expected] of cases) {
      expect(broadcastShapes(a, b, "add")).toEqual(expected);
      expect(broadcastShapes(b, a, "add")).toEqual(expected);
    }
  });

  test("refuses sizes that differ, and names the axis counted from the front", () => {
    expect(() => broadcastShapes([2, 3, 4], [2, 4], "add")).toThrow("axis 1 has 3 and 2");
    expect(() => broadcastShapes([0], [2], "add")).toThrow("axis 0 has 0 and 2");
  });
});

test("expandStrides() finds in a smaller tensor what broadcasting would have put there", () => {
  const [small, target] = [
    [3, 1],
    [2, 3, 4],
  ];
  const strides = expandStrides(small, stridesOf(small), target);
  for (const index of indices(target)) expect(positionOf(index, strides)).toBe(index[1]);
});

test("checkAxis() counts from either end, and refuses the rest", () => {
  for (let rank = 1; rank < 4; rank++)
    for (let axis = 0; axis < rank; axis++) {
      expect(checkAxis(axis, rank, "sum")).toBe(axis);
      expect(checkAxis(axis - rank, rank, "sum")).toBe(axis);
    }
  for (const wrong of [2, -3, 0.5, Number.NaN, "0" as never])
    expect(() => checkAxis(wrong, 2, "sum")).toThrow(RangeError);
  expect(() => checkAxis(0, 0, "sum ()")).toThrow("a single number has no axes");
});

test("checkShape() refuses sizes that nothing can have", () => {
  for (const wrong of [[-1], [1.5], [Number.NaN], [Number.POSITIVE_INFINITY], ["2"]])
    expect(() => checkShape(wrong, "make zeros"), String(wrong)).toThrow(RangeError);
  for (const wrong of [3, "3", null, { length: 1 }]) expect(() => checkShape(wrong, "make zeros")).toThrow(TypeError);
  expect(() => checkShape([0, 3], "make zeros")).not.toThrow();
});

test("sameShape() compares every size and the number of axes", () => {
  expect([sameShape([2, 3], [2, 3]), sameShape([2], [2, 1]), sameShape([2, 3], [3, 2])]).toEqual([true, false, false]);
});
