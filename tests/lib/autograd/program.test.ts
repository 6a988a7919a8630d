import { describe, expect, test } from "vitest";
import { Program } from "../../../lib/autograd/program.ts";
import { record } from "../../../lib/autograd/recording.ts";
import {
  add,
  arange,
  assign,
  backward,
  compile,
  expand,
  matmul,
  multiply,
  noGrad,
  ones,
  reshape,
  slice,
  split,
  subtract,
  sum,
  type Tensor,
  tensor,
  toArray,
  toTypedArray,
  transpose,
} from "../../../lib/index.ts";

const tensorsIn = (tensors: readonly Tensor[]): readonly Tensor[] => tensors;
const programOf = (step: (...args: Tensor[]) => readonly Tensor[], ...args: Tensor[]): Program =>
  new Program(record(step, args, tensorsIn).recording);

describe("Program", () => {
  test("computes with new arguments of any layout", () => {
    const program = programOf((x, y) => [matmul(x, y)], ones([2, 2]), ones([2, 2]));
    const table = reshape(arange(8), [4, 2]);
    program.replay([transpose(slice(table, 0, { start: 2 })), slice(table, 0, { start: 1, end: 3 })]);
    // [[4, 6], [5, 7]] × [[2, 3], [4, 5]]
    expect(toArray(program.results()[0])).toEqual([
      [32, 42],
      [38, 50],
    ]);
  });

  test("returns views as they are: transposed, sliced, repeated", () => {
    const program = programOf((x) => [transpose(add(x, 1)), slice(x, 1, { start: 1 })], ones([2, 2]));
    program.replay([
      tensor([
        [1, 2],
        [3, 4],
      ]),
    ]);
    expect(program.results().map(toArray)).toEqual([
      [
        [2, 4],
        [3, 5],
      ],
      [[2], [4]],
    ]);
  });

  test("keeps leaves until somebody asks, and then gives copies", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    const program = programOf(() => {
      assign(
        w,
        noGrad(() => multiply(w, 2)),
      );
      return [];
    });
    expect(toArray(w)).toEqual([2, 4]); // the recording itself ran once
    program.replay([]);
    program.replay([]);
    const asked = w.storage;
    expect(Array.from(asked.data)).toEqual([8, 16]);
    program.replay([]);
    expect([Array.from(asked.data), toArray(w)]).toEqual([
      [8, 16],
      [16, 32],
    ]);
  });

  test("lets gradients be asked for after any replay", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    const program = programOf(
      (x) => {
        w.grad = null;
        backward(sum(multiply(w, x)));
        return [];
      },
      ones([2]),
    );
    program.replay([tensor([3, 4])]);
    const grad = w.grad as Tensor;
    program.replay([tensor([5, 6])]);
    expect([toArray(grad), toArray(w.grad as unknown as Tensor)]).toEqual([
      [3, 4],
      [5, 6],
    ]);
  });

  test("holds numbers of every dtype", () => {
    const program = programOf(
      (f, d, i) => [multiply(f, 2), multiply(d, 2), multiply(i, 2)],
      ones([1]),
      ones([1], { dtype: "float64" }),
      ones([3], { dtype: "int32" }),
    );
    program.replay([tensor([0.1]), tensor([0.1], { dtype: "float64" }), tensor([1, 2, 3], { dtype: "int32" })]);
    expect(program.results().map((x) => Array.from(toTypedArray(x)))).toEqual([[Math.fround(0.2)], [0.2], [2, 4, 6]]);
  });
});

describe("a compiled step", () => {
  test.each([
    ["rows behind others", (x: Tensor) => slice(x, 0, { start: 1 })],
    ["columns behind others", (x: Tensor) => slice(x, 1, { start: 1 })],
    ["every second column", (x: Tensor) => slice(x, 1, { start: 1, step: 2 })],
    ["a transposed matrix", (x: Tensor) => transpose(x)],
    ["a row said again and again", (x: Tensor) => expand(slice(x, 0, { start: 2 }), [4, 5])],
    ["one of several parts", (x: Tensor) => split(x, [1, 2])[1]],
  ])("replays on arguments that are views: %s", (_, viewOf) => {
    const step = compile((x: Tensor, y: Tensor) => [
      subtract(multiply(x, 2), y),
      sum(x, { axis: 0 }),
      reshape(x, [-1]),
    ]);
    for (let i = 0; i < 4; i++) {
      const whole = add(reshape(arange(15), [3, 5]), 100 * i);
      const args: [Tensor, Tensor] = [viewOf(whole), viewOf(multiply(whole, 3))];
      const [difference, sums, flat] = step(...args).map(toArray);
      expect(difference).toEqual(toArray(subtract(multiply(args[0], 2), args[1])));
      expect(sums).toEqual(toArray(sum(args[0], { axis: 0 })));
      expect(flat).toEqual(toArray(reshape(args[0], [-1])));
    }
    expect(step.status).toMatch(/^replays/);
  });
});
