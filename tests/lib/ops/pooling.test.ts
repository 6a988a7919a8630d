import { describe, expect, test } from "vitest";
import { backward, gradientsOf } from "../../../lib/autograd/backward.ts";
import { permutation, random } from "../../../lib/data/random.ts";
import { multiply } from "../../../lib/ops/arithmetic.ts";
import { sumTo } from "../../../lib/ops/broadcast.ts";
import { cast } from "../../../lib/ops/cast.ts";
import { permute } from "../../../lib/ops/movement.ts";
import { averagePool1d, averagePool2d, globalAveragePool2d, maxPool1d, maxPool2d } from "../../../lib/ops/pooling.ts";
import type { AveragePoolOptions } from "../../../lib/ops/windowOptions.ts";
import { tensor, toArray } from "../../../lib/tensor/create.ts";
import { sizeOf } from "../../../lib/tensor/shape.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, float64 } from "../gradientCheck.ts";
import { expectClose, type Numbers } from "../reference/readReference.ts";
import { expectFastAgrees } from "./fastAgreement.ts";

type Images = number[][][][];

/** From `least` on, all different by 0.01 or more, so that no maximum changes while slopes are measured. */
function spread(shape: readonly number[], least = -sizeOf(shape) / 200): Tensor {
  return float64(
    permutation(random(7), sizeOf(shape)).map((place) => least + place / 100),
    shape,
  );
}

interface Case {
  x: number[];
  kernel: number | [number, number];
  options?: AveragePoolOptions;
}

/** Every window as a list of the numbers in it, and of null for each place in the padding. */
function windows({ x, kernel, options = {} }: Case, images: Images): (number | null)[][][][][] {
  const pair = (value: number | readonly number[]): readonly number[] =>
    typeof value === "number" ? [value, value] : value;
  const [kh, kw] = pair(kernel);
  const [sh, sw] = pair(options.stride ?? kernel);
  const [ph, pw] = pair(options.padding ?? 0);
  const starts = (size: number, k: number, s: number, p: number): number[] => {
    const list: number[] = [];
    for (let start = -p; start + k <= size + p; start += s) list.push(start);
    return list;
  };
  return images.map((image) =>
    image.map((plane) =>
      starts(x[2], kh, sh, ph).map((top) =>
        starts(x[3], kw, sw, pw).map((left) =>
          Array.from({ length: kh * kw }, (_, k) => plane[top + Math.floor(k / kw)]?.[left + (k % kw)] ?? null),
        ),
      ),
    ),
  );
}

const isNumber = (value: number | null): value is number => value !== null;
const largest = (window: (number | null)[]): number => Math.max(...window.filter(isNumber));
const total = (window: (number | null)[]): number => window.filter(isNumber).reduce((sum, value) => sum + value, 0);

const cases: Record<string, Case> = {
  "a window of 1": { x: [1, 1, 1, 1], kernel: 1 },
  "side by side": { x: [2, 3, 4, 6], kernel: 2 },
  "with a rest": { x: [1, 2, 5, 7], kernel: [2, 3] },
  overlapping: { x: [1, 2, 5, 6], kernel: 3, options: { stride: [1, 2] } },
  "with gaps": { x: [1, 1, 7, 7], kernel: 2, options: { stride: 3 } },
  padded: { x: [2, 2, 5, 4], kernel: [3, 2], options: { stride: 2, padding: [1, 1] } },
  "padded on one axis": { x: [1, 2, 3, 5], kernel: [1, 4], options: { stride: 1, padding: [0, 2] } },
  "the whole": { x: [1, 3, 3, 4], kernel: [3, 4] },
  "no image": { x: [0, 3, 4, 4], kernel: 2 },
};

describe.each(Object.entries(cases))("pooling, %s", (_name, given) => {
  const { kernel, options } = given;
  const x = spread(given.x);
  const seen = windows(given, toArray(x) as Images);
  const expected = (f: (window: (number | null)[]) => number): Numbers =>
    seen.map((image) => image.map((plane) => plane.map((line) => line.map(f))));
  const exclusive = { ...options, countIncludePad: false };

  test("maxPool2d() and averagePool2d() are the definition", () => {
    expectClose(toArray(maxPool2d(x, kernel, options)) as Numbers, expected(largest), 0);
    expectClose(
      toArray(averagePool2d(x, kernel, options)) as Numbers,
      expected((window) => total(window) / window.length),
      1e-14,
    );
    expectClose(
      toArray(averagePool2d(x, kernel, exclusive)) as Numbers,
      expected((window) => total(window) / window.filter(isNumber).length),
      1e-14,
    );
  });

  test("give the same by the kernels and by the loops, derivatives included", () => {
    const point = [cast(x, "float32")];
    const pools = [
      (t: Tensor) => maxPool2d(t, kernel, options),
      (t: Tensor) => averagePool2d(t, kernel, options),
      (t: Tensor) => averagePool2d(t, kernel, exclusive),
    ];
    for (const pool of pools) expectFastAgrees(pool, point, 1e-6);
  });

  test("have the derivatives that slopes show, twice where there is a second", () => {
    checkGradients((t) => maxPool2d(t, kernel, options), [x]);
    checkGradients((t) => maxPool2d(multiply(t, t), kernel, options), [spread(given.x, 0.5)], { second: true });
    for (const how of [options, exclusive]) {
      checkGradients((t) => averagePool2d(multiply(t, t), kernel, how), [x], { second: true });
    }
  });
});

describe.each(["float32", "float64"] as const)("maxPool2d() of %s", (dtype) => {
  test("gives the gradient to the first of equal maxima, and adds where windows overlap", () => {
    const x = tensor(
      [
        [
          [3, 3, 1],
          [3, 0, 3],
        ],
      ],
      { dtype, requiresGrad: true },
    );
    backward(sumTo(maxPool2d(x, 2, { stride: 1 }), []));
    expect(toArray(x.grad as Tensor)).toEqual([
      [
        [1, 1, 0],
        [0, 0, 0],
      ],
    ]);
    const ridge = tensor([[[0, 5, 0]]], { dtype, requiresGrad: true });
    backward(sumTo(maxPool2d(ridge, [1, 2], { stride: 1 }), []));
    expect(toArray(ridge.grad as Tensor)).toEqual([[[0, 2, 0]]]);
  });

  test("passes NaN on, and −∞ where there is nothing larger", () => {
    const x = tensor([[[1, Number.NaN, Number.NaN, 5, -Infinity, -Infinity]]], { dtype });
    expect(toArray(maxPool2d(x, [1, 2]))).toEqual([[[Number.NaN, Number.NaN, -Infinity]]]);
  });
});

describe("of sequences, of whole images and of other layouts", () => {
  test("maxPool2d() and averagePool2d() take tensors that lie otherwise in memory", () => {
    const x = spread([4, 6, 3]);
    checkGradients((t) => maxPool2d(permute(t, [2, 0, 1]), 2), [x]);
    checkGradients((t) => averagePool2d(permute(t, [2, 0, 1]), 2), [x]);
  });

  test("maxPool1d() and averagePool1d() are pools of height 1", () => {
    const x = spread([2, 3, 9]);
    for (const [one, two] of [
      [maxPool1d, maxPool2d],
      [averagePool1d, averagePool2d],
    ] as const) {
      const y = one(x, 3, { stride: 2, padding: 1 });
      expect(y.shape).toEqual([2, 3, 5]);
      const asImages = float64(Array.from(x.storage.data), [2, 3, 1, 9]);
      const expected = toArray(two(asImages, [1, 3], { stride: [1, 2], padding: [0, 1] })) as number[][][][];
      expect(toArray(y)).toEqual(expected.map((channels) => channels.map((rows) => rows[0])));
      checkGradients((t) => one(t, 3, { stride: 2, padding: 1 }), [x]);
    }
  });

  test("globalAveragePool2d() is the mean over height and width, with a gradient of 1/(H·W)", () => {
    const x = float64([1, 2, 3, 4, 5, 9], [1, 2, 1, 3]);
    x.requiresGrad = true;
    const y = globalAveragePool2d(x);
    expect(toArray(y)).toEqual([[[[2]], [[6]]]]);
    const grad = gradientsOf(sumTo(y, []), {}).get(x) as Tensor;
    expectClose(toArray(grad) as Numbers, [[[[1 / 3, 1 / 3, 1 / 3]], [[1 / 3, 1 / 3, 1 / 3]]]], 1e-15);
  });
});
