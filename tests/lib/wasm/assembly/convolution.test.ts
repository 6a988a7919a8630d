import { describe, expect, test } from "vitest";
import { normal, random } from "../../../../lib/data/random.ts";
import { bitsHash, builds, KernelArena } from "../kernelMemory.ts";

interface Convolution {
  readonly channels: number;
  readonly size: readonly [number, number];
  readonly outChannels: number;
  readonly kernel: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  /** Top, left, bottom, right. */
  readonly padding?: readonly [number, number, number, number];
  readonly groups?: number;
}

const batch = 3;

/** All sizes as the kernels take them. */
function geometry({ channels, size, outChannels, kernel, ...options }: Convolution) {
  const { stride = [1, 1], dilation = [1, 1], padding = [0, 0, 0, 0], groups = 1 } = options;
  const out = size.map((n, a) =>
    Math.floor((n + padding[a] + padding[a + 2] - dilation[a] * (kernel[a] - 1) - 1) / stride[a] + 1),
  );
  const [[height, width], [outHeight, outWidth]] = [size, out];
  const sizes = [channels, height, width, outChannels, outHeight, outWidth, ...kernel, ...stride, ...dilation] as const;
  return { sizes: sizes as unknown as Sizes, top: padding[0], left: padding[1], groups };
}
type Sizes = [number, number, number, number, number, number, number, number, number, number, number, number];

/** Calls `visit` for every product of the definition: where its three factors lie in y, x and the weights. */
function eachProduct(convolution: Convolution, visit: (y: number, x: number, w: number) => void): void {
  const { sizes, top, left, groups } = geometry(convolution);
  const [channels, height, width, outChannels, outHeight, outWidth, kernelHeight, kernelWidth, ...rest] = sizes;
  const [strideY, strideX, dilationY, dilationX] = rest;
  const [groupIn, groupOut] = [channels / groups, outChannels / groups];
  for (let n = 0; n < batch; n++)
    for (let o = 0; o < outChannels; o++)
      for (let i = 0; i < outHeight; i++)
        for (let j = 0; j < outWidth; j++)
          for (let c = 0; c < groupIn; c++)
            for (let u = 0; u < kernelHeight; u++)
              for (let v = 0; v < kernelWidth; v++) {
                const [row, column] = [i * strideY + u * dilationY - top, j * strideX + v * dilationX - left];
                if (row < 0 || row >= height || column < 0 || column >= width) continue;
                const channel = Math.floor(o / groupOut) * groupIn + c;
                visit(
                  ((n * outChannels + o) * outHeight + i) * outWidth + j,
                  ((n * channels + channel) * height + row) * width + column,
                  ((o * groupIn + c) * kernelHeight + u) * kernelWidth + v,
                );
              }
}

const cases: [string, Convolution][] = [
  ["3 × 3 with padding", { channels: 8, size: [14, 14], outChannels: 16, kernel: [3, 3], padding: [1, 1, 1, 1] }],
  ["one channel", { channels: 1, size: [28, 28], outChannels: 8, kernel: [3, 3], padding: [1, 1, 1, 1] }],
  ["1 × 1", { channels: 5, size: [4, 3], outChannels: 9, kernel: [1, 1] }],
  ["5 × 2, no padding", { channels: 3, size: [9, 7], outChannels: 4, kernel: [5, 2] }],
  ["stride 2", { channels: 3, size: [11, 12], outChannels: 10, kernel: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1] }],
  [
    "stride 3 and 2, positions that none sees",
    { channels: 2, size: [12, 10], outChannels: 3, kernel: [2, 3], stride: [3, 2] },
  ],
  ["dilation", { channels: 2, size: [11, 9], outChannels: 3, kernel: [3, 2], dilation: [2, 3], padding: [2, 1, 0, 3] }],
  ["padding beyond the window", { channels: 2, size: [4, 5], outChannels: 3, kernel: [2, 2], padding: [3, 2, 4, 3] }],
  ["groups", { channels: 6, size: [6, 7], outChannels: 27, kernel: [3, 3], padding: [1, 1, 1, 1], groups: 3 }],
  ["depthwise", { channels: 9, size: [6, 5], outChannels: 9, kernel: [3, 3], padding: [1, 1, 1, 1], groups: 9 }],
  [
    "a sequence, causal",
    { channels: 4, size: [1, 20], outChannels: 6, kernel: [1, 3], dilation: [1, 2], padding: [0, 4, 0, 0] },
  ],
  [
    "everything",
    {
      channels: 4,
      size: [13, 9],
      outChannels: 6,
      kernel: [3, 2],
      stride: [2, 3],
      dilation: [2, 1],
      padding: [2, 1, 1, 2],
      groups: 2,
    },
  ],
];
for (let size = 1; size <= 17; size++)
  cases.push([
    `${size} wide`,
    { channels: 2, size: [3, size], outChannels: size, kernel: [2, 3], padding: [1, 1, 0, 1] },
  ]);

describe.each(builds)("fused: $fused", ({ fused }) => {
  const arena = new KernelArena(4_000_000, { fused });
  const { kernels } = arena;

  /** All three kernels on random numbers, with the work cut at `cuts` of a whole of 1. */
  function run(convolution: Convolution, cuts: readonly number[] = []) {
    const { sizes, top, left, groups } = geometry(convolution);
    const [channels, height, width, outChannels, outHeight, outWidth, kernelHeight, kernelWidth] = sizes;
    const rng = random(7);
    const draw = (length: number) => Float32Array.from({ length }, () => normal(rng));
    arena.clear();
    const x = arena.put(draw(batch * channels * height * width));
    const w = arena.put(draw((outChannels * channels * kernelHeight * kernelWidth) / groups));
    const bias = arena.put(draw(outChannels));
    const grad = arena.put(draw(batch * outChannels * outHeight * outWidth));
    const [y, rectified] = [arena.room(grad.floats.length), arena.room(grad.floats.length)];
    const [gradX, gradW] = [arena.room(x.floats.length), arena.room(w.floats.length)];
    const gradBias = arena.room(outChannels);
    const scratch = arena.room(kernels.conv2dScratchBytes(...sizes, groups) / 4);
    const parts = (whole: number) => {
      const bounds = [0, ...cuts.map((cut) => Math.floor(cut * whole)), whole];
      return bounds.slice(1).map((end, i) => [bounds[i], end] as const);
    };
    const used = () => scratch.floats.fill(Number.NaN); // what one call leaves must not matter to the next
    for (const range of parts(batch)) {
      used();
      kernels.conv2d(x.at, w.at, 0, y.at, ...sizes, top, left, groups, 0, ...range, scratch.at);
      used();
      kernels.conv2d(x.at, w.at, bias.at, rectified.at, ...sizes, top, left, groups, 2, ...range, scratch.at);
      used();
      kernels.conv2dInputGradient(grad.at, w.at, gradX.at, ...sizes, top, left, groups, ...range, scratch.at);
    }
    for (const range of parts(outChannels)) {
      used();
      kernels.conv2dWeightGradient(x.at, grad.at, gradW.at, batch, ...sizes, top, left, groups, ...range, scratch.at);
      kernels.conv2dBiasGradient(grad.at, gradBias.at, batch, outChannels, outHeight * outWidth, ...range);
    }
    expect(arena.intact).toBe(true);
    return { x, w, bias, grad, y, rectified, gradX, gradW, gradBias };
  }

  test.each(cases)("conv2d() and its gradients agree with the sum of products: %s", (_name, convolution) => {
    const { x, w, bias, grad, y, rectified, gradX, gradW, gradBias } = run(convolution);
    const zeros = ({ floats }: { floats: Float32Array }) => new Float64Array(floats.length);
    const [sums, scales] = [
      [zeros(y), zeros(gradX), zeros(gradW), zeros(gradBias)],
      [zeros(y), zeros(gradX), zeros(gradW), zeros(gradBias)],
    ];
    const collect = (result: number, place: number, product: number) => {
      sums[result][place] += product;
      scales[result][place] += Math.abs(product);
    };
    eachProduct(convolution, (atY, atX, atW) => {
      collect(0, atY, x.floats[atX] * w.floats[atW]);
      collect(1, atX, grad.floats[atY] * w.floats[atW]);
      collect(2, atW, grad.floats[atY] * x.floats[atX]);
    });
    const places = y.floats.length / batch / bias.floats.length;
    grad.floats.forEach((value, j) => {
      collect(3, Math.floor(j / places) % bias.floats.length, value);
    });
    for (const [i, { floats }] of [y, gradX, gradW, gradBias].entries()) {
      const wrong = floats.findIndex((value, j) => !(Math.abs(value - sums[i][j]) <= 1e-5 * scales[i][j]));
      expect(wrong, ["y", "gradX", "gradW", "gradBias"][i]).toBe(-1);
    }
    const expected = y.floats.map((sum, j) =>
      Math.max(Math.fround(sum + bias.floats[Math.floor(j / places) % bias.floats.length]), 0),
    );
    expect(Array.from(rectified.floats)).toEqual(Array.from(expected));
  });

  test.each(cases)(
    "conv2d() and its gradients have the same bits however the work is cut: %s",
    (_name, convolution) => {
      const results = ({ y, gradX, gradW, gradBias }: ReturnType<typeof run>) =>
        [y, gradX, gradW, gradBias].map(({ floats }) => bitsHash(floats));
      const whole = results(run(convolution));
      for (const cuts of [[0.4], [0.2, 0.7], [0.1, 0.4, 0.5, 0.9]])
        expect(results(run(convolution, cuts))).toEqual(whole);
    },
  );

  test("conv2d() sums in the order of the definition, with the bits of the loop in the plain build", () => {
    const convolution = cases[0][1];
    const { x, w, y } = run(convolution);
    const sums = new Float32Array(y.floats.length);
    eachProduct(convolution, (atY, atX, atW) => {
      sums[atY] += Math.fround(x.floats[atX] * w.floats[atW]);
    });
    expect(bitsHash(y.floats) === bitsHash(sums)).toBe(!fused);
  });
});
