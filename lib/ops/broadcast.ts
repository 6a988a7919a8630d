/*
 * Two operations that undo each other, and without which no gradient finds its way back through broadcasting. `expand` repeats
 * numbers along an axis, without copying them; its derivative is a sum. `sumTo` adds up along the same axes; its derivative repeats.
 *
 *   y = expand(x)     ∂L/∂x = sumTo(∂L/∂y, shape of x)        since a number that is used n times is blamed n times
 *   y = sumTo(x)      ∂L/∂x = expand(∂L/∂y, shape of x)       since each term moves the sum by as much as itself
 *
 * A bias b (10) is added to 32 rows of scores (32, 10): it is expanded on the way there, and on the way back 32 gradients are
 * summed to one (10). Both leave the sizes of all other axes alone.
 *
 * Notation: x input, y output, L the loss; (32, 10) → (10) adds up 32 rows.
 * Source: PyTorch 2 (torch.Tensor.expand, sum_to_size); NumPy's rule of broadcasting.
 * NB: sums are added up in double precision here, and in float32 by the fast loop, in an order that the sizes alone decide.
 *
 * Page 62 · before it: ops/slice.ts · after it: ops/assign.ts
 */
import { apply, applyView, type ViewOperation } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { lesson, sizesText } from "../lesson.ts";
import {
  broadcastShapes,
  checkShape,
  eachPosition,
  expandStrides,
  isContiguous,
  type Shape,
  sameShape,
  sizeOf,
} from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { contiguous } from "./movement.ts";

const expanding: ViewOperation<null> = {
  name: "expand",
  gradient: ({ grad, inputs: [x] }) => [() => sumTo(grad, x.shape)],
};

/**
 * x repeated along axes of size 1, and along new axes in front, without copying: the repeated axes have stride 0.
 * @param x (…), such as (3, 1)
 * @param shape What it becomes, such as (2, 3, 4); sizes that are not 1 must be those of x.
 * @returns A view of that shape.
 * @throws TypeError when x does not broadcast to the shape, or that is no array; RangeError when a size is negative.
 * @example toArray(expand(tensor([[1], [2]]), [2, 3])); // => [[1, 1, 1], [2, 2, 2]]
 */
export function expand(x: Tensor, shape: Shape): Tensor {
  checkTensor(x, "expand");
  checkShape(shape, `expand ${sizesText(x.shape)} to a tensor`);
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShapes(x.shape, shape, "expand"), shape)) {
    throw new TypeError(
      lesson({
        cannot: `expand ${sizesText(x.shape)} to ${sizesText(shape)}`,
        as: "only axes of size 1 can be repeated, and new axes come in front",
        found: `got ${sizesText(x.shape)}`,
      }),
    );
  }
  return applyView(
    expanding,
    x,
    { shape: [...shape], strides: expandStrides(x.shape, x.strides, shape), offset: x.offset },
    null,
  );
}

/** Which axes of a shape have to be summed over to get to the target: (2, 3, 4) to (3, 1) is over the first and the last. */
function summedAxes(shape: Shape, target: Shape): boolean[] {
  const missing = shape.length - target.length;
  return shape.map((size, axis) => axis < missing || (target[axis - missing] === 1 && size !== 1));
}

const summing: Operation<Shape> = {
  name: "sum",
  infer: ([{ dtype }], shape) => ({ shape, dtype: dtype === "bool" ? "int32" : dtype }),
  forward([output], [input], shape) {
    // Two walks: over the axes that stay, and within each of their positions over those that are summed.
    const summed = summedAxes(input.shape, shape);
    const within = (wanted: boolean): number[] => input.shape.map((size, axis) => (summed[axis] === wanted ? size : 1));
    const [keptShape, summedShape] = [within(false), within(true)];
    let next = output.offset;
    eachPosition(keptShape, [input.strides], [input.offset], ([start]) => {
      let sum = 0; // a double, so that no digit is lost on the way
      eachPosition(summedShape, [input.strides], [start], ([position]) => {
        sum += input.data[position];
      });
      output.data[next++] = sum;
    });
  },
  fast({ kernels, outputs: [output], inputs: [input], params: shape }) {
    const summed = summedAxes(input.shape, shape);
    const [first, last] = [summed.indexOf(true), summed.lastIndexOf(true)];
    // The kernel knows three axes, of which the middle one is summed over: neighbours that go are one axis to it, and so are
    // those in front of them and those behind.
    if (!isContiguous(input.shape, input.strides) || summed.slice(first, last + 1).includes(false)) return null;
    const [outer, inner] = [sizeOf(input.shape.slice(0, first)), sizeOf(input.shape.slice(last + 1))];
    const n = sizeOf(input.shape.slice(first, last + 1));
    const [from, to] = [input.pointer, output.pointer];
    // (outer, n, inner) → (outer, inner)
    return () => kernels.sum(from, to, outer, n, inner);
  },
  gradient: ({ grad, inputs: [x] }) => [() => expand(grad, x.shape)],
};

/**
 * The sum over all axes that `expand` would have repeated: what a broadcast input is owed by the gradient of the output.
 * Truth values are counted, so that bool becomes int32.
 * @param x (…), such as (2, 3, 4)
 * @param shape What is left, such as (3, 1).
 * @returns x itself where nothing is to be summed.
 * @throws TypeError when the shape does not broadcast to that of x, or is no array; RangeError when a size is negative.
 * @example toArray(sumTo(ones([2, 3]), [2, 1])); // => [[3], [3]]
 */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  checkTensor(x, "sum");
  checkShape(shape, `sum ${sizesText(x.shape)} to a tensor`);
  // By far the most frequent case: shapes were equal, and nothing was broadcast.
  if (sameShape(x.shape, shape) && x.dtype !== "bool") return x;
  if (!sameShape(broadcastShapes(shape, x.shape, "sum"), x.shape)) {
    throw new TypeError(
      lesson({
        cannot: `sum ${sizesText(x.shape)} to ${sizesText(shape)}`,
        as: "the target must broadcast to the tensor",
        found: `got ${sizesText(shape)}`,
      }),
    );
  }
  // One pass of the kernel sums over neighbours; whether there is a kept axis between two that go decides if one is enough.
  const summed = summedAxes(x.shape, shape);
  const gap = summed.lastIndexOf(false);
  const lastRun =
    gap < summed.lastIndexOf(true) && summed.indexOf(true) < gap ? summed.map((is, i) => is && i > gap) : null;
  if (lastRun !== null) {
    // Axes to sum over with others between them, as for the bias of a convolution: the last ones first.
    const rows = x.shape.map((size, axis) => (lastRun[axis] ? 1 : size));
    return sumTo(sumTo(x, rows), shape);
  }
  return apply(summing, [contiguous(x)], [...shape]);
}
