/*
 * Normalization along features: the numbers of one example are moved to mean 0 and deviation 1, whatever the layer before made of
 * them; then each feature may choose a deviation and a mean of its own. Gradients of all layers stay of one size.
 *
 *   layer   x̂ = (x − μ) r,   r = 1 / √(σ² + ε),   y = w x̂ + b        σ² = 1/D Σ (x − μ)²
 *           ∂L/∂x = r (h − mean h − x̂ · mean(h x̂)),   h = w g        ∂L/∂w = Σ g x̂,   ∂L/∂b = Σ g
 *   rms     x̂ = x r,   r = 1 / √(1/D Σ x² + ε),   y = w x̂
 *           ∂L/∂x = r (h − x̂ · mean(h x̂))
 *
 * The gradient has lost its mean and its part along x̂: a normalized vector does not notice if x is shifted or stretched, so
 * no gradient may point that way.
 *
 * Notation: x (R, D) rows of D features, μ, σ, r one for each row, w and b (D), g = ∂L/∂y, ε a small number against division by 0.
 * Source: J. Ba, J. Kiros and G. Hinton, arXiv:1607.06450 (2016); B. Zhang and R. Sennrich, arXiv:1910.07467 (2019): rms;
 *   PyTorch 2 (torch.nn.functional.layer_norm, rms_norm) for arguments and defaults.
 * NB: the variance is that of these very numbers, divided by D and not D − 1. Derivatives are in one piece, for speed, and have
 *   none of their own. Some models, such as T5, call rms normalization layer normalization.
 *
 * Page 82 · before it: ops/loss.ts · after it: ops/batchNorm.ts
 */
import { apply, applyAll } from "../autograd/apply.ts";
import type { Block, Operation } from "../autograd/operation.ts";
import { lesson, sizesText, valueText } from "../lesson.ts";
import { type Shape, sameShape, sizeOf } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { contiguous, reshape } from "./movement.ts";
import { floats } from "./unary.ts";

/** What the loops are told, of layer normalization and of rms normalization alike; `weight` and `bias` say which input they are, 0 for none: input 0 is always another. */
interface Rows {
  /** How many features a row has: D. */
  readonly columns: number;
  /** ε, added under the root. */
  readonly epsilon: number;
  /** Whether the mean is taken off: layer normalization, else rms. */
  readonly centred: boolean;
  readonly weight: number;
  readonly bias: number;
}

/** An input that may be missing: its address, or 0, by which kernels know that there is none. */
function addressOf(inputs: readonly Block[], i: number): number {
  return i === 0 ? 0 : inputs[i].pointer;
}

/**
 * x, w?, b? → y, r (R), and μ (R) where the mean is taken off
 *
 * The statistics are outputs because the way back needs them: two numbers a row, in place of x̂, which would be as large as x.
 */
const normalizing: Operation<Rows> = {
  name: "layerNorm",
  infer([x], { columns, centred }) {
    const perRow = { shape: [columns === 0 ? 0 : sizeOf(x.shape) / columns], dtype: x.dtype };
    return [{ shape: x.shape, dtype: x.dtype }, perRow, ...(centred ? [perRow] : [])];
  },
  forward([y, rstd, mean], inputs, { columns, epsilon, centred, weight, bias }) {
    const [x, w, b] = [inputs[0], inputs[weight], inputs[bias]];
    for (let i = 0; i < rstd.size; i++) {
      const [from, to] = [x.offset + i * columns, y.offset + i * columns];
      let mu = 0; // rms normalization leaves the mean where it is
      if (centred) {
        for (let j = 0; j < columns; j++) mu += x.data[from + j] / columns;
        mean.data[mean.offset + i] = mu;
      }
      // σ², or the mean square where the mean stays
      let squares = 0; // the mean first and the squares second: no digits cancel
      for (let j = 0; j < columns; j++) squares += (x.data[from + j] - mu) * (x.data[from + j] - mu);
      const r = 1 / Math.sqrt(squares / columns + epsilon); // "rstd" in PyTorch: the reciprocal of the deviation
      rstd.data[rstd.offset + i] = r;
      // a weight and a bias for each feature, the same in all rows
      for (let j = 0; j < columns; j++) {
        const factor = weight === 0 ? 1 : w.data[w.offset + j];
        const term = bias === 0 ? 0 : b.data[b.offset + j];
        y.data[to + j] = (x.data[from + j] - mu) * r * factor + term;
      }
    }
  },
  fast({ kernels, outputs: [y, rstd, mean], inputs, params: { columns, epsilon, centred, weight, bias } }) {
    const [rows, x, w, b] = [rstd.size, inputs[0].pointer, addressOf(inputs, weight), addressOf(inputs, bias)];
    const [to, toR, toMean] = [y.pointer, rstd.pointer, mean?.pointer ?? 0];
    if (centred) return () => kernels.layerNorm(x, w, b, to, toMean, toR, rows, columns, epsilon);
    return () => kernels.rmsNorm(x, w, to, toR, rows, columns, epsilon);
  },
  gradient({ grad, inputs, outputs: [, ...statistics], params }) {
    const g = contiguous(grad);
    const [x] = inputs;
    // thunks: nothing is computed for an input that wants no gradient, such as the data themselves
    let parameters: readonly Tensor[] | null = null; // both come out of one pass, whichever is asked for first
    const parameter = (i: 0 | 1): Tensor => {
      parameters ??= applyAll(parameterGradients, [g, x, ...statistics], params);
      return parameters[i];
    };
    const own = params.weight === 0 ? [] : [inputs[params.weight]];
    const forX = (): Tensor => apply(inputGradient, [g, x, ...statistics, ...own], params);
    return inputs.map((_, i) => (i === 0 ? forX : () => parameter(i === params.weight ? 0 : 1)));
  },
};

/**
 * g, x, r, μ?, w? → ∂L/∂x
 *
 * h = w g is the gradient with respect to x̂. Of it, two parts go: its mean, since a shift of the whole row is taken off again,
 * and its part along x̂, since a stretch of the row is taken back again. Rms normalization undoes stretches only.
 */
const inputGradient: Operation<Rows> = {
  name: "layerNormBackward",
  infer: ([g]) => ({ shape: g.shape, dtype: g.dtype }),
  forward([out], [g, x, rstd, ...rest], { columns, centred, weight }) {
    const mean = centred ? rest[0] : null;
    const w = weight === 0 ? null : rest[centred ? 1 : 0];
    for (let i = 0; i < rstd.size; i++) {
      const r = rstd.data[rstd.offset + i];
      const mu = mean === null ? 0 : mean.data[mean.offset + i];
      // h and x̂ of this row, computed anew wherever they are used rather than stored
      const h = (j: number): number => g.data[g.offset + i * columns + j] * (w === null ? 1 : w.data[w.offset + j]);
      const unit = (j: number): number => (x.data[x.offset + i * columns + j] - mu) * r;
      let [meanOfH, along] = [0, 0]; // the two averages over the row, before any of its elements can be written
      for (let j = 0; j < columns; j++) {
        if (centred) meanOfH += h(j) / columns;
        along += (h(j) * unit(j)) / columns;
      }
      for (let j = 0; j < columns; j++) {
        out.data[out.offset + i * columns + j] = r * (h(j) - meanOfH - unit(j) * along);
      }
    }
  },
  fast({ kernels, outputs: [out], inputs: [g, x, rstd, ...rest], params: { columns, centred, weight } }) {
    const [rows, fromG, from, r, to] = [rstd.size, g.pointer, x.pointer, rstd.pointer, out.pointer];
    const w = weight === 0 ? 0 : rest[centred ? 1 : 0].pointer;
    if (!centred) return () => kernels.rmsNormBackward(fromG, from, r, w, to, rows, columns);
    const mean = rest[0].pointer;
    return () => kernels.layerNormBackward(fromG, from, mean, r, w, to, rows, columns);
  },
};

/**
 * g, x, r, μ? → ∂L/∂w (D), and ∂L/∂b (D) where the mean is taken off
 *
 * Every row used the same weight and the same bias, so that what they are owed is a sum over the rows, feature by feature.
 */
const parameterGradients: Operation<Rows> = {
  name: "layerNormParameters",
  infer([g], { columns, centred }) {
    const perFeature = { shape: [columns], dtype: g.dtype };
    return centred ? [perFeature, perFeature] : [perFeature];
  },
  forward([dWeight, dBias], [g, x, rstd, mean], { columns, centred }) {
    for (let j = 0; j < columns; j++) {
      let [weights, biases] = [0, 0];
      for (let i = 0; i < rstd.size; i++) {
        const flow = g.data[g.offset + i * columns + j];
        const mu = centred ? mean.data[mean.offset + i] : 0;
        weights += flow * (x.data[x.offset + i * columns + j] - mu) * rstd.data[rstd.offset + i];
        biases += flow;
      }
      // the sums are doubles until here: thousands of rows may have been added up
      dWeight.data[dWeight.offset + j] = weights;
      if (centred) dBias.data[dBias.offset + j] = biases;
    }
  },
  fast({ kernels, outputs: [dWeight, dBias], inputs: [g, x, rstd, mean], params: { columns, centred } }) {
    const [rows, fromG, from, r, toW] = [rstd.size, g.pointer, x.pointer, rstd.pointer, dWeight.pointer];
    if (!centred) return () => kernels.rmsNormParameters(fromG, from, r, toW, rows, columns, 0, columns);
    const [mu, toB] = [mean.pointer, dBias.pointer];
    return () => kernels.layerNormParameters(fromG, from, mu, r, toW, toB, rows, columns, 0, columns);
  },
};

/**
 * Normalizes over the last axes of x, whose sizes are `normalizedShape`: they are one row to the loops. Everything is checked
 * before anything is computed. `parameters` are weight and bias, each of which may be missing.
 */
function normalize(
  x: Tensor,
  normalizedShape: Shape | number,
  parameters: readonly (Tensor | undefined)[],
  epsilon: number | undefined,
  centred: boolean,
): Tensor {
  // PyTorch's default of rms normalization is the distance from 1 to the next number of the dtype
  const input = floats(x, "normalize");
  const features = typeof normalizedShape === "number" ? [normalizedShape] : normalizedShape;
  const action = `normalize ${sizesText(x.shape)} over ${sizesText(features)}`;
  const last = x.shape.slice(x.shape.length - features.length);
  if (features.length === 0 || features.length > x.shape.length || !sameShape(last, features)) {
    const rule = "it must be the sizes of the last axes";
    throw new TypeError(lesson({ cannot: action, as: rule, found: `got ${sizesText(features)}` }));
  }
  // weight and bias have the shape of the features, and are one row to the loops
  for (const parameter of parameters) if (parameter !== undefined) checkParameter(parameter, input, features, action);
  const [weight, bias] = parameters;
  // the operation is given what is there, and told at which place
  const inputs = [weight, bias].filter((parameter) => parameter !== undefined);
  const params = {
    columns: sizeOf(features),
    epsilon: checkEpsilon(epsilon ?? (input.dtype === "float64" ? 2 ** -52 : 2 ** -23), action),
    centred,
    weight: weight === undefined ? 0 : 1,
    bias: bias === undefined ? 0 : inputs.length,
  };
  return apply(
    normalizing,
    [input, ...inputs.map((parameter) => reshape(contiguous(parameter), [params.columns]))],
    params,
  );
}

/** Refuses a weight or a bias that is not one number for each feature, in the dtype of x. */
function checkParameter(parameter: Tensor, x: Tensor, shape: Shape, action: string): void {
  checkTensor(parameter, "normalize with");
  if (sameShape(parameter.shape, shape) && parameter.dtype === x.dtype) return;
  throw new TypeError(
    lesson({
      cannot: action,
      as: `weight and bias must be ${sizesText(shape)} of dtype ${x.dtype}`,
      found: `got ${sizesText(parameter.shape)} ${parameter.dtype}`,
    }),
  );
}

/**
 * Refuses an ε that does not keep the divisor above 0.
 * @throws RangeError when it is below 0 or NaN.
 * @example checkEpsilon(-1, "normalize (2, 3)"); // throws RangeError: Cannot normalize (2, 3) with eps -1 as it must be a number from 0 up: got -1
 */
export function checkEpsilon(epsilon: number, action: string): number {
  if (epsilon >= 0) return epsilon;
  throw new RangeError(
    lesson({
      cannot: `${action} with eps ${valueText(epsilon)}`,
      as: "it must be a number from 0 up",
      found: `got ${valueText(epsilon)}`,
    }),
  );
}

/**
 * Layer normalization over the last axes: mean 0 and deviation 1 for each example, then times weight plus bias. It does the same
 * in training and afterwards, and no example depends on its neighbours, which is why transformers have it and not batchNorm.
 * @param normalizedShape The sizes of the last axes, or the last size.
 * @param weight Of that shape; 1 by default.
 * @param bias Of that shape; 0 by default.
 * @param eps Added to the variance: a row without any spread becomes 0, and is not divided by it.
 * @throws TypeError when shapes or dtypes do not fit; RangeError when eps is below 0.
 * @example toArray(layerNorm(tensor([[1, 3], [100, 300]]), [2])); // => [[-0.999995, 0.999995], [-1, 1]]
 */
export function layerNorm(
  x: Tensor,
  normalizedShape: Shape | number,
  weight?: Tensor,
  bias?: Tensor,
  eps = 1e-5,
): Tensor {
  return normalize(x, normalizedShape, [weight, bias], eps, true);
}

/**
 * Root mean square normalization over the last axes: the length alone is normalized, the mean stays. It does nearly as well as
 * layer normalization with one sum less, and most language models since LLaMA have it.
 * @param normalizedShape The sizes of the last axes, or the last size.
 * @param weight Of that shape; 1 by default.
 * @param eps By default the distance from 1 to the next float: 2⁻²³ for float32.
 * @throws TypeError when shapes or dtypes do not fit; RangeError when eps is below 0.
 * @example toArray(rmsNorm(tensor([[3, 4]]), [2])); // => [[0.848528, 1.131371]]
 */
export function rmsNorm(x: Tensor, normalizedShape: Shape | number, weight?: Tensor, eps?: number): Tensor {
  return normalize(x, normalizedShape, [weight], eps, false);
}
