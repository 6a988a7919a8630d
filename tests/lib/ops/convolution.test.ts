import { describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import { compile } from "../../../lib/autograd/compile.ts";
import { normal, random } from "../../../lib/data/random.ts";
import { Conv2d } from "../../../lib/nn/convolution.ts";
import { multiply } from "../../../lib/ops/arithmetic.ts";
import { expand } from "../../../lib/ops/broadcast.ts";
import { cast } from "../../../lib/ops/cast.ts";
import { conv1d, conv2d } from "../../../lib/ops/convolution.ts";
import { matmul } from "../../../lib/ops/matmul.ts";
import { permute, reshape, transpose } from "../../../lib/ops/movement.ts";
import { averagePool2d, maxPool2d } from "../../../lib/ops/pooling.ts";
import { mean } from "../../../lib/ops/reduce.ts";
import { slice } from "../../../lib/ops/slice.ts";
import type { ConvolutionOptions } from "../../../lib/ops/windowOptions.ts";
import { SGD } from "../../../lib/optim/sgd.ts";
import { item, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import { sizeOf } from "../../../lib/tensor/shape.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, float64 } from "../gradientCheck.ts";
import { expectClose, type Numbers } from "../reference/readReference.ts";
import { expectFastAgrees } from "./fastAgreement.ts";

const rng = random(41);
const drawn = (...shape: number[]): Tensor =>
  float64(
    Array.from({ length: sizeOf(shape) }, () => normal(rng)),
    shape,
  );

type Plane = number[][];
type Images = Plane[][];

/** Zeros around a plane, written out. */
function padded(plane: Plane, [top, bottom, left, right]: number[]): Plane {
  const width = left + (plane[0]?.length ?? 0) + right;
  const row = (): number[] => new Array<number>(width).fill(0);
  const middle = plane.map((line) => [
    ...new Array<number>(left).fill(0),
    ...line,
    ...new Array<number>(right).fill(0),
  ]);
  return [...Array.from({ length: top }, row), ...middle, ...Array.from({ length: bottom }, row)];
}

/** A kernel with zeros between its weights. */
function dilated(kernel: Plane, down: number, across: number): Plane {
  const spread: Plane = Array.from({ length: (kernel.length - 1) * down + 1 }, () =>
    new Array<number>((kernel[0].length - 1) * across + 1).fill(0),
  );
  for (const [u, line] of kernel.entries())
    for (const [v, weight] of line.entries()) spread[u * down][v * across] = weight;
  return spread;
}

/** The sum of the products of a plane's part that begins at a row and a column. */
function overlap(plane: Plane, kernel: Plane, top: number, left: number): number {
  let sum = 0;
  for (const [u, line] of kernel.entries())
    for (const [v, weight] of line.entries()) sum += weight * plane[top + u][left + v];
  return sum;
}

interface Case {
  x: number[];
  weight: number[];
  bias?: boolean;
  stride?: [number, number];
  /** top, bottom, left, right */
  around?: [number, number, number, number];
  dilation?: [number, number];
  groups?: number;
  options?: ConvolutionOptions;
}

/** The definition: explicit padding, explicit dilation, one sum for each place, and one convolution for each pair of channels. */
function naive(x: Images, weight: Images, bias: number[] | null, given: Case): Images {
  const { stride = [1, 1], around = [0, 0, 0, 0], dilation = [1, 1], groups = 1 } = given;
  const perGroup = weight.length / groups;
  return x.map((image) => {
    const planes = image.map((plane) => padded(plane, around));
    return weight.map((kernels, o) => {
      const group = Math.floor(o / perGroup);
      const seen = planes.slice(group * kernels.length, (group + 1) * kernels.length);
      const wide = kernels.map((kernel) => dilated(kernel, ...dilation));
      const out: Plane = [];
      for (let top = 0; top + wide[0].length <= planes[0].length; top += stride[0]) {
        const line: number[] = [];
        for (let left = 0; left + wide[0][0].length <= planes[0][0].length; left += stride[1]) {
          line.push((bias?.[o] ?? 0) + seen.reduce((sum, plane, c) => sum + overlap(plane, wide[c], top, left), 0));
        }
        out.push(line);
      }
      return out;
    });
  });
}

const cases: Record<string, Case> = {
  "one weight": { x: [1, 1, 1, 1], weight: [1, 1, 1, 1] },
  plain: { x: [2, 3, 5, 6], weight: [4, 3, 3, 2], bias: true },
  stride: { x: [2, 2, 7, 8], weight: [3, 2, 3, 3], stride: [2, 3], options: { stride: [2, 3] } },
  padding: { x: [1, 2, 4, 3], weight: [2, 2, 3, 4], bias: true, around: [1, 1, 2, 2], options: { padding: [1, 2] } },
  "more padding than kernel": { x: [1, 1, 2, 2], weight: [1, 1, 2, 1], around: [3, 3, 3, 3], options: { padding: 3 } },
  dilation: { x: [1, 2, 7, 6], weight: [2, 2, 3, 2], dilation: [3, 2], options: { dilation: [3, 2] } },
  groups: { x: [2, 4, 4, 5], weight: [6, 2, 2, 3], bias: true, groups: 2, options: { groups: 2 } },
  depthwise: { x: [1, 3, 5, 5], weight: [6, 1, 3, 3], groups: 3, options: { groups: 3 } },
  everything: {
    x: [2, 4, 9, 8],
    weight: [4, 2, 3, 2],
    bias: true,
    stride: [2, 3],
    around: [2, 2, 1, 1],
    dilation: [2, 3],
    groups: 2,
    options: { stride: [2, 3], padding: [2, 1], dilation: [2, 3], groups: 2 },
  },
  same: { x: [1, 2, 5, 6], weight: [3, 2, 3, 5], around: [1, 1, 2, 2], options: { padding: "same" } },
  "same, even and dilated": {
    x: [1, 1, 6, 7],
    weight: [2, 1, 2, 4],
    around: [1, 2, 1, 2],
    dilation: [3, 1],
    options: { padding: "same", dilation: [3, 1] },
  },
  "no image": { x: [0, 2, 4, 4], weight: [3, 2, 2, 2], bias: true },
};

describe.each(Object.entries(cases))("conv2d(), %s", (_name, given) => {
  const inputs = [given.x, given.weight, ...(given.bias ? [[given.weight[0]]] : [])];

  test("is the definition", () => {
    const [x, weight, bias] = inputs.map((shape) => drawn(...shape));
    const expected = naive(
      toArray(x) as Images,
      toArray(weight) as Images,
      bias === undefined ? null : (toArray(bias) as number[]),
      given,
    );
    expectClose(toArray(conv2d(x, weight, bias ?? null, given.options)) as Numbers, expected, 1e-12);
  });

  test("gives the same by the kernels and by the loops, derivatives included", () => {
    const point = inputs.map((shape) => cast(drawn(...shape), "float32"));
    const options = given.options;
    expectFastAgrees((x, weight, bias) => conv2d(x, weight, bias ?? null, options), point);
  });

  test("has the derivatives of every order that slopes show", () => {
    const squared = (x: Tensor, weight: Tensor, bias?: Tensor): Tensor => {
      const y = conv2d(x, weight, bias ?? null, given.options);
      return multiply(y, y); // so that a derivative depends on all inputs, and the second ones are no zeros
    };
    checkGradients(
      squared,
      inputs.map((shape) => ({ shape, low: -1, high: 1 })),
      { second: sizeOf(given.x) < 200 },
    );
  });
});

describe("conv2d()", () => {
  test("with a window of 1 is a matrix product at every place", () => {
    const [x, weight] = [drawn(2, 3, 4, 5), drawn(6, 3, 1, 1)];
    const product = matmul(reshape(weight, [6, 3]), reshape(x, [2, 3, 20]));
    expectClose(toArray(conv2d(x, weight)) as Numbers, toArray(reshape(product, [2, 6, 4, 5])) as Numbers, 1e-12);
  });

  test("moves along with its input", () => {
    const [x, weight] = [drawn(1, 2, 6, 9), drawn(3, 2, 3, 3)];
    const moved = conv2d(slice(x, 3, { start: 2 }), weight);
    expectClose(toArray(moved) as Numbers, toArray(slice(conv2d(x, weight), 3, { start: 2 })) as Numbers, 0);
  });

  test("in groups is one convolution for each group", () => {
    const [x, weight] = [drawn(2, 4, 5, 5), drawn(6, 2, 3, 3)];
    const both = conv2d(x, weight, null, { groups: 2, padding: 1 });
    for (const group of [0, 1]) {
      const inputs = slice(x, 1, { start: 2 * group, end: 2 * group + 2 });
      const alone = conv2d(inputs, slice(weight, 0, { start: 3 * group, end: 3 * group + 3 }), null, { padding: 1 });
      const part = slice(both, 1, { start: 3 * group, end: 3 * group + 3 });
      expectClose(toArray(part) as Numbers, toArray(alone) as Numbers, 1e-13);
    }
  });

  test("takes a single image, and tensors of any strides", () => {
    const [x, weight] = [drawn(6, 3, 5), drawn(2, 2, 4, 3)];
    const [image, turned] = [permute(x, [1, 2, 0]), transpose(weight, 0, 3)]; // (3, 5, 6), (3, 2, 4, 2)
    const kernel = expand(slice(turned, 1, { end: 1 }), [3, 3, 4, 2]);
    const copied = (t: Tensor): Tensor => tensor(toArray(t), { dtype: "float64" });
    const y = conv2d(image, kernel);
    expect(y.shape).toEqual([3, 2, 5]);
    const batch = conv2d(reshape(copied(image), [1, 3, 5, 6]), copied(kernel));
    expectClose(toArray(y) as Numbers, (toArray(batch) as Numbers[])[0], 0);
    checkGradients(
      (a, b) => conv2d(permute(a, [1, 2, 0]), transpose(b, 0, 3)),
      [{ shape: [6, 2, 5] }, { shape: [2, 2, 4, 3] }],
    );
  });

  test("gives the bias alone where there is no channel", () => {
    const y = conv2d(zeros([1, 0, 2, 2]), zeros([2, 0, 1, 1]), tensor([1, 2]));
    expect(toArray(y)).toEqual([
      [
        [
          [1, 1],
          [1, 1],
        ],
        [
          [2, 2],
          [2, 2],
        ],
      ],
    ]);
  });
});

describe("conv1d()", () => {
  test("is the sum that it says, with stride, padding, dilation and groups", () => {
    const [x, weight, bias] = [drawn(2, 4, 9), drawn(2, 2, 3), drawn(2)];
    const options = { stride: 2, padding: 3, dilation: 2, groups: 2 };
    const y = toArray(conv1d(x, weight, bias, options)) as number[][][];
    const [a, w, b] = [toArray(x) as number[][][], toArray(weight) as number[][][], toArray(bias) as number[]];
    expect(y[0][0]).toHaveLength(6);
    for (let n = 0; n < 2; n++) {
      for (let o = 0; o < 2; o++) {
        for (let i = 0; i < 6; i++) {
          let sum = b[o];
          for (let c = 0; c < 2; c++)
            for (let u = 0; u < 3; u++) sum += w[o][c][u] * (a[n][2 * o + c][2 * i + 2 * u - 3] ?? 0);
          expect(y[n][o][i]).toBeCloseTo(sum, 12);
        }
      }
    }
    checkGradients(
      (p, q, r) => conv1d(p, q, r, options),
      [{ shape: [2, 4, 9] }, { shape: [2, 2, 3] }, { shape: [2] }],
      { second: true },
    );
  });

  test("takes a single sequence, an empty batch, and keeps the length with same", () => {
    expect(conv1d(zeros([3, 10]), zeros([5, 3, 4])).shape).toEqual([5, 7]);
    expect(conv1d(zeros([0, 3, 10]), zeros([5, 3, 4]), null, { padding: "same" }).shape).toEqual([0, 5, 10]);
    expect(conv1d(zeros([2, 3, 10]), zeros([5, 3, 4]), zeros([5]), { padding: "valid" }).shape).toEqual([2, 5, 7]);
  });

  test("speaks of sequences when it refuses", () => {
    expect(() => conv1d(zeros([3]), zeros([1, 1, 1]))).toThrow("(batch, channels, length) or (channels, length)");
    expect(() => conv1d(zeros([3, 2]), zeros([1, 3, 4]))).toThrow(
      "along the length there are ⌊(2 + 0 + 0 − 1·(4 − 1) − 1) / 1⌋ + 1 = -1",
    );
    expect(() => conv1d(zeros([3, 2]), zeros([1, 3, 1]), null, { stride: [1, 1] })).toThrow(
      "it must be a number: got an array of 2",
    );
  });
});

test.each(["float32", "float64"] as const)(
  "convolution, pooling and their gradients have the same bits in a compiled step of %s",
  (dtype) => {
    const images = Array.from({ length: 6 }, () => cast(drawn(4, 1, 12, 12), dtype));
    const losses = (compiled: boolean): number[] => {
      const start = random(9);
      const layers = [new Conv2d(start, 1, 4, 3, { padding: 1 }), new Conv2d(start, 4, 6, 3, { stride: 2, groups: 2 })];
      const parameters = layers.flatMap((layer) => layer.to(dtype).parameters());
      const optimizer = new SGD(parameters, { learningRate: 0.05, momentum: 0.9 });
      const step = (x: Tensor): Tensor => {
        const h = maxPool2d(layers[0].forward(x), 2);
        const y = averagePool2d(layers[1].forward(h), 2, { stride: 1 });
        const loss = mean(multiply(y, y));
        optimizer.zeroGrad();
        backward(loss);
        optimizer.step();
        return loss;
      };
      const run = compiled ? compile(step) : step;
      const made = images.map((x) => item(run(x)));
      if (compiled) expect((run as { status?: string }).status).toMatch(/^replays/);
      return made;
    };
    expect(losses(true)).toEqual(losses(false));
  },
);
