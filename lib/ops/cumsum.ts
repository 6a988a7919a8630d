/*
 * The running sum: each element becomes the sum of all up to it. An element has a say in its own sum and in all later ones, so
 * the gradient is a running sum as well, from the other end.
 *
 *   yᵢ = x₁ + … + xᵢ        ∂L/∂xᵢ = gᵢ + gᵢ₊₁ + … + gₙ
 *
 * Notation: x (outer, n, inner) with n along the axis, y of the same shape, g = ∂L/∂y.
 * Source: NumPy and PyTorch 2 (torch.cumsum).
 *
 * Page 76 · before it: ops/argmax.ts · after it: ops/activation.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { sizesText } from "../lesson.ts";
import { checkAxis, sizeOf } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { contiguous } from "./movement.ts";

interface Run {
  readonly axis: number;
  /** From the last element to the first. */
  readonly backwards: boolean;
}

const running: Operation<Run> = {
  name: "cumsum",
  infer: ([{ shape, dtype }]) => ({ shape, dtype: dtype === "bool" ? "int32" : dtype }),
  forward([y], [x], { axis, backwards }) {
    const [n, inner] = [x.shape[axis], sizeOf(x.shape.slice(axis + 1))];
    const outer = n === 0 ? 0 : x.size / (n * inner || 1);
    for (let i = 0; i < outer; i++) {
      for (let k = 0; k < inner; k++) {
        let sum = 0; // a double, so that no digit is lost on the way
        for (let j = 0; j < n; j++) {
          const at = (i * n + (backwards ? n - 1 - j : j)) * inner + k;
          sum += x.data[x.offset + at];
          y.data[y.offset + at] = sum;
        }
      }
    }
  },
  gradient: ({ grad, params: { axis, backwards } }) => [
    () => apply(running, [contiguous(grad)], { axis, backwards: !backwards }),
  ],
};

/**
 * The running sum along an axis.
 * @throws RangeError when there is no such axis.
 * @example
 * const x = tensor([1, 2, 3], { requiresGrad: true });
 * backward(sum(cumsum(x, 0)));
 * [toArray(cumsum(x, 0)), toArray(x.grad)]; // => [[1, 3, 6], [3, 2, 1]]
 */
export function cumsum(x: Tensor, axis: number): Tensor {
  checkTensor(x, "take running sums of");
  const at = checkAxis(axis, x.shape.length, `take running sums of ${sizesText(x.shape)}`);
  return apply(running, [contiguous(x)], { axis: at, backwards: false });
}
