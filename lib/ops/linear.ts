/*
 * What a layer of neurons computes: every input vector times a matrix of weights, plus a bias. One row of the matrix is one
 * neuron, and one product serves all neurons and all examples at once.
 *
 *   y = x Wᵀ + b         yₙⱼ = Σᵢ xₙᵢ Wⱼᵢ + bⱼ
 *   ∂L/∂x = ∂L/∂y W       ∂L/∂W = (∂L/∂y)ᵀ x       ∂L/∂b = Σₙ (∂L/∂y)ₙ
 *
 * It could be written as add(matmul(x, transpose(w)), b). Made in one piece, the bias is added while the sum is still in a
 * register, and the memory is passed over once.
 *
 * Notation: x (…, in), W (out, in), b (out), y (…, out); n counts the examples.
 * Source: PyTorch 2, torch.nn.functional.linear.
 *
 * Page 85 · before it: ops/matmul.ts · after it: ops/heads.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { lesson, sizesText } from "../lesson.ts";
import { promote } from "../tensor/dtype.ts";
import type { Shape } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { sumTo } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { matmul } from "./matmul.ts";
import { reshape, transpose } from "./movement.ts";

/** On rows x (N, in); the bias is the third input, if there is one. */
const linearMap: Operation<null> = {
  name: "linear",
  infer: ([x, weight]) => ({ shape: [x.shape[0], weight.shape[0]], dtype: x.dtype }),
  forward([y], [x, weight, bias]) {
    const [numRows, numIn] = x.shape;
    const numOut = weight.shape[0];
    let next = y.offset;
    for (let n = 0; n < numRows; n++) {
      for (let j = 0; j < numOut; j++) {
        let sum = 0; // example n · neuron j
        for (let i = 0; i < numIn; i++) {
          sum +=
            x.data[x.offset + n * x.strides[0] + i * x.strides[1]] *
            weight.data[weight.offset + j * weight.strides[0] + i * weight.strides[1]];
        }
        y.data[next++] = bias === undefined ? sum : sum + bias.data[bias.offset + j * bias.strides[0]];
      }
    }
  },
  fast({ kernels, outputs: [y], inputs: [x, weight, bias], scratch }) {
    const [numRows, numIn] = x.shape;
    const numOut = weight.shape[0];
    const [atX, atWeight, atY, atBias] = [x.pointer, weight.pointer, y.pointer, bias?.pointer ?? 0];
    const [[xRow, xColumn], [wRow, wColumn]] = [x.strides, weight.strides];
    if (bias !== undefined && bias.strides[0] !== 1) return null; // the kernel reads biases side by side
    return () =>
      kernels.matmul(
        ...([atX, xRow, xColumn, atWeight, wColumn, wRow, atY, numOut, numOut, numIn] as const), // W read as Wᵀ
        ...([atBias, 0, 0, numRows, scratch] as const),
      );
  },
  scratchBytes: (kernels, [{ shape }], [x]) => kernels.matmulScratchBytes(shape[0], x.shape[1]),
  gradient: ({ grad, inputs: [x, weight, bias] }) => [
    () => matmul(grad, weight), // (N, out) × (out, in) → (N, in)
    () => matmul(transpose(grad), x), // (out, N) × (N, in) → (out, in)
    ...(bias === undefined ? [] : [() => sumTo(grad, bias.shape)]), // (N, out) → (out)
  ],
};

/**
 * x Wᵀ + b, along the last axis of x.
 * @param x (…, in)
 * @param weight (out, in)
 * @param bias (out), or none.
 * @returns (…, out)
 * @throws TypeError when the sizes do not fit.
 * @example toArray(linear(tensor([[1, 2]]), tensor([[1, 0], [0, 1], [1, 1]]), tensor([0, 0, 10]))); // => [[1, 2, 13]]
 * @example linear(zeros([32, 784]), zeros([784, 10])); // throws TypeError: Cannot apply a linear layer (784, 10) to (32, 784) as the last axis must have the size that the weight (out, in) takes: got 784 and 10; try transpose(weight)
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  for (const operand of bias === null ? [x, weight] : [x, weight, bias])
    checkTensor(operand, "apply a linear layer to");
  checkSizes(x.shape, weight.shape, bias?.shape ?? null);
  const dtype = promote(promote(x.dtype, weight.dtype, "multiply"), bias?.dtype ?? weight.dtype, "add");
  const [numOut, numIn] = weight.shape;
  const rows = reshape(cast(x, dtype), [numIn === 0 ? rowsOf(x.shape) : -1, numIn]); // (…, in) → (N, in)
  const operands = bias === null ? [rows, cast(weight, dtype)] : [rows, cast(weight, dtype), cast(bias, dtype)];
  return reshape(apply(linearMap, operands, null), [...x.shape.slice(0, -1), numOut]);
}

/** How many vectors lie along the last axis. */
function rowsOf(shape: Shape): number {
  return shape.slice(0, -1).reduce((rows, size) => rows * size, 1);
}

/** Refuses sizes that do not fit, before anything is computed. */
function checkSizes(x: Shape, weight: Shape, bias: Shape | null): void {
  const cannot = `apply a linear layer ${sizesText(weight)} to ${sizesText(x)}`;
  if (weight.length !== 2) {
    throw new TypeError(
      lesson({ cannot, as: "the weight must have the axes (out, in)", found: `it has ${weight.length} axes` }),
    );
  }
  const [numOut, numIn] = weight;
  if (x.at(-1) !== numIn) {
    const size = x.length === 0 ? "a single number" : String(x.at(-1));
    throw new TypeError(
      lesson({
        cannot,
        as: "the last axis must have the size that the weight (out, in) takes",
        found: `got ${size} and ${numIn}`,
        ...(x.at(-1) === numOut ? { try: "transpose(weight)" } : {}),
      }),
    );
  }
  if (bias !== null && (bias.length !== 1 || bias[0] !== numOut)) {
    throw new TypeError(
      lesson({ cannot, as: "there must be one bias for each output", found: `got ${sizesText(bias)} for ${numOut}` }),
    );
  }
}
