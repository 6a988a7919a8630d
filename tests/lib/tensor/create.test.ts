import { describe, expect, test } from "vitest";
import { integer, normal, random, uniform } from "../../../lib/data/random.ts";
import { transpose } from "../../../lib/ops/movement.ts";
import {
  arange,
  eye,
  full,
  item,
  linspace,
  ones,
  onesLike,
  tensor,
  toArray,
  toTypedArray,
  zeros,
  zerosLike,
} from "../../../lib/tensor/create.ts";

type Nested = number | Nested[];

/** Numbers that float32 holds, in arrays in arrays of a shape. */
function nested(shape: readonly number[], draw: () => number): Nested {
  if (shape.length === 0) return Math.fround(draw());
  return Array.from({ length: shape[0] }, () => nested(shape.slice(1), draw));
}

test("toArray() gives back what tensor() was given, whatever the shape", () => {
  const rng = random(1);
  for (let i = 0; i < 30; i++) {
    const shape = Array.from({ length: integer(rng, 0, 5) }, () => integer(rng, 1, 4));
    const values = nested(shape, () => normal(rng));
    const x = tensor(values);
    expect(x.shape).toEqual(shape);
    expect(x.dtype).toBe("float32");
    expect(toArray(x)).toEqual(values);
  }
});

test("toArray() gives back empty arrays at every depth", () => {
  for (const values of [[], [[], []], [[[]], [[]]]]) expect(toArray(tensor(values))).toEqual(values);
  expect(tensor([[], []]).shape).toEqual([2, 0]);
  expect(toArray(zeros([2, 0, 3]))).toEqual([[], []]);
});

test("toArray() and toTypedArray() read a transposed tensor row by row", () => {
  const x = transpose(
    tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]),
  );
  expect(toArray(x)).toEqual([
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
  expect(toTypedArray(x)).toEqual(Float32Array.of(1, 4, 2, 5, 3, 6));
});

describe("tensor()", () => {
  test("takes the dtype that suits the values, unless one is named", () => {
    expect(tensor(true).dtype).toBe("bool");
    expect(tensor([[false]]).dtype).toBe("bool");
    expect(tensor(new Float64Array(2)).dtype).toBe("float64");
    expect(tensor([new Int16Array(2), new Int16Array(2)]).dtype).toBe("int32");
    expect(tensor(Uint8Array.of(0, 200)).dtype).toBe("int32"); // grey values, not truth values
    expect(toArray(tensor(Uint8Array.of(0, 200)))).toEqual([0, 200]);
    expect(toArray(tensor([1, 0, -2], { dtype: "bool" }))).toEqual([true, false, true]);
    expect(toArray(tensor([true, false], { dtype: "float64" }))).toEqual([1, 0]);
    expect(toArray(tensor([true, false], { dtype: "int32" }))).toEqual([1, 0]);
  });

  test("keeps every digit in float64 and rounds in float32", () => {
    expect(item(tensor(0.1, { dtype: "float64" }))).toBe(0.1);
    expect(item(tensor(0.1))).toBe(Math.fround(0.1));
  });

  test("copies a typed array, so that a change to it reaches no tensor", () => {
    const values = Float32Array.of(1, 2);
    const x = tensor(values);
    values[0] = 100;
    expect(toArray(x)).toEqual([1, 2]);
    toTypedArray(x)[1] = 100;
    expect(toArray(x)).toEqual([1, 2]);
  });

  test("gives flat values the shape that is asked for, and keeps it when the caller's array changes", () => {
    const shape = [2, 3];
    const x = tensor([1, 2, 3, 4, 5, 6], { shape });
    shape[0] = 9;
    expect(toArray(x)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(() => tensor([1, 2, 3], { shape: [2, 2] })).toThrow(
      "Cannot make a tensor of shape (2, 2) of an array of 3 as there must be one number for each element: got 3 numbers for 4 elements",
    );
  });

  test("requires a gradient of floats only", () => {
    expect(tensor([1], { requiresGrad: true }).requiresGrad).toBe(true);
    expect(tensor([1]).requiresGrad).toBe(false);
    expect(() => tensor([true], { requiresGrad: true })).toThrow(TypeError);
    expect(() => zeros([2], { dtype: "int32", requiresGrad: true })).toThrow(
      'Cannot make zeros of int32 that require a gradient as only floats can change a little: got int32; try dtype "float32"',
    );
  });

  test("refuses a tensor, and says that none needs a copy", () => {
    expect(() => tensor(ones([2]) as never)).toThrow("Cannot make a tensor of a tensor");
  });
});

test("zeros(), ones(), full(), zerosLike() and onesLike() fill every element", () => {
  expect(toArray(full([2, 1], 2.5))).toEqual([[2.5], [2.5]]);
  expect(full([1], true).dtype).toBe("bool");
  expect(toArray(full([2], 3, { dtype: "bool" }))).toEqual([true, true]);
  expect(() => full([2], 0.5, { dtype: "int32" })).toThrow(RangeError);
  expect(toArray(ones([2], { dtype: "int32" }))).toEqual([1, 1]);
  const like = tensor([[1], [2]], { dtype: "float64", requiresGrad: true });
  expect([zerosLike(like).dtype, zerosLike(like).requiresGrad, zerosLike(like).shape]).toEqual([
    "float64",
    false,
    [2, 1],
  ]);
  expect(toArray(onesLike(like, { dtype: "bool" }))).toEqual([[true], [true]]);
  expect(item(zeros([]))).toBe(0);
});

test("creation refuses shapes and dtypes that do not exist, and what does not fit in memory", () => {
  expect(() => zeros([2, -1])).toThrow(RangeError);
  expect(() => ones([1.5])).toThrow(RangeError);
  expect(() => zeros([2], { dtype: "float16" as never })).toThrow(TypeError);
  expect(() => zeros([1e6, 1e6])).toThrow(
    "Cannot make a tensor of 1000000000000 elements as they must fit in memory: they would take 4000 GB",
  );
});

test("creation refuses settings that are no object, which would otherwise say nothing", () => {
  for (const make of [zeros, ones] as ((...args: unknown[]) => unknown)[]) {
    expect(() => make([2], "int32")).toThrow('as settings must come in an object: got "int32"; try { dtype: "int32" }');
    for (const bad of [3, null, [3], zeros([1]), new Map()]) expect(() => make([2], bad)).toThrow(TypeError);
  }
  expect(() => tensor([1], "int32" as never)).toThrow("Cannot make a tensor as settings must come in an object");
  expect(() => zerosLike(zeros([1]), null as never)).toThrow("settings must come in an object: got null");
  for (const bad of [[1, 2], [], new Float32Array(2)] as never[])
    expect(() => full([2], bad)).toThrow("every element must be the same number");
});

test("an array that contains itself is refused, before it fills the memory", () => {
  const endless: unknown[] = [];
  endless.push(endless);
  expect(() => tensor(endless as never)).toThrow(
    "Cannot make a tensor of an array of 1 as arrays must be at most 64 deep: one of them contains itself, or it is deeper",
  );
});

test("arange() and linspace() refuse what is no number", () => {
  const count = arange as (...args: unknown[]) => unknown;
  for (const args of [["5"], [0, "5"], [0, 5, "1"], [0, 5, 1, 2], [null], [], [{}]])
    expect(() => count(...args), JSON.stringify(args)).toThrow("start, end and step must be numbers");
  expect(() => linspace(0, Number.NaN, 3)).toThrow(
    "Cannot divide a range from 0 to NaN as its ends must be finite numbers: got 0 and NaN",
  );
});

test("eye() times any matrix would be that matrix: ones where row and column meet", () => {
  for (const [rows, columns] of [
    [3, 3],
    [2, 4],
    [4, 2],
    [0, 3],
  ]) {
    const expected = Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => Number(i === j)));
    expect(toArray(eye(rows, columns))).toEqual(expected);
  }
  expect(eye(3).shape).toEqual([3, 3]);
});

describe("arange()", () => {
  test("stops before the end, upwards and downwards, and may be empty", () => {
    expect(toArray(arange(2, 8, 3))).toEqual([2, 5]);
    expect(toArray(arange(2, 9, 3))).toEqual([2, 5, 8]);
    expect(toArray(arange(1, -2, -1))).toEqual([1, 0, -1]);
    expect(toArray(arange(0))).toEqual([]);
    expect(toArray(arange(3, 3))).toEqual([]);
    expect(arange(3, { dtype: "int32" }).dtype).toBe("int32");
    expect(arange(0, 3, { requiresGrad: true }).requiresGrad).toBe(true);
  });

  test("does not add up rounding errors: element i is start + i · step", () => {
    const x = toTypedArray(arange(0, 1000, 0.1, { dtype: "float64" }));
    expect(x.length).toBe(10000);
    expect(x.every((value, i) => value === i * 0.1)).toBe(true);
  });

  test("refuses a step that leads away or nowhere", () => {
    expect(() => arange(0, 5, 0)).toThrow(RangeError);
    expect(() => arange(0, 5, -1)).toThrow("try arange(0, 5, 1)");
    expect(() => arange(Number.NaN)).toThrow(RangeError);
  });
});

test("linspace() contains both ends exactly, at equal distances", () => {
  const rng = random(3);
  for (let i = 0; i < 50; i++) {
    const [start, end, steps] = [normal(rng), normal(rng), integer(rng, 2, 40)];
    const x = toTypedArray(linspace(start, end, steps, { dtype: "float64" }));
    expect([x[0], x[steps - 1]]).toEqual([start, end]);
    for (let k = 1; k < steps; k++) expect(x[k] - x[k - 1]).toBeCloseTo((end - start) / (steps - 1), 12);
  }
  expect(toArray(linspace(3, 7, 1))).toEqual([3]);
  expect(toArray(linspace(3, 7, 0))).toEqual([]);
  expect(() => linspace(0, 1, -2)).toThrow(RangeError);
});

test("item() reads one element of any shape, and truth values as such", () => {
  const value = uniform(random(5));
  expect(item(tensor([[[value]]], { dtype: "float64" }))).toBe(value);
  expect(item<boolean>(tensor(true))).toBe(true);
  expect(() => item(zeros([0]))).toThrow("it has 0");
});

test("item(), toArray() and toTypedArray() say why there is no gradient yet", () => {
  for (const read of [item, toArray, toTypedArray]) {
    expect(() => read(ones([1], { requiresGrad: true }).grad)).toThrow("x has no gradient yet");
    expect(() => read([1] as never)).toThrow("try tensor([…])");
  }
});
