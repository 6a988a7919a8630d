/*
 * The one way in which a tensor with a name gets other numbers. Optimizers move parameters with it, and normalization keeps
 * its running averages with it. The numbers are not written over the old ones: the leaf is given another storage, and whoever
 * holds a view, or a loss computed before, keeps what they had.
 *
 *   storage(leaf) ← storage(value)
 *
 * Notation: leaf a tensor that no operation made.
 * NB: PyTorch's optimizers write into the old storage, so that every view of a parameter moves along with it.
 *
 * Page 63 · before it: ops/broadcast.ts · after it: ops/arithmetic.ts
 */
import { markAssigned } from "../autograd/apply.ts";
import { lesson, sizesText } from "../lesson.ts";
import { sameShape } from "../tensor/shape.ts";
import { checkTensor, showsWholeStorage, type Tensor } from "../tensor/tensor.ts";
import { ownCopy } from "./movement.ts";

/**
 * Gives a leaf the numbers of another tensor.
 * @throws TypeError when shapes or dtypes differ, or an operation made the leaf.
 * @example
 * const w = zeros([2]);
 * const view = reshape(w, [2, 1]);
 * assign(w, tensor([1, 2]));
 * [toArray(w), toArray(view)]; // => [[1, 2], [[0], [0]]]
 */
export function assign(leaf: Tensor, value: Tensor): void {
  checkTensor(leaf, "assign to");
  checkTensor(value, "assign");
  if (leaf.origin !== null || leaf.dtype !== value.dtype || !sameShape(leaf.shape, value.shape)) {
    throw new TypeError(
      lesson({
        cannot: `assign ${sizesText(value.shape)} ${value.dtype} to ${sizesText(leaf.shape)} ${leaf.dtype}`,
        as: "a leaf takes numbers of its own shape and dtype",
        found: leaf.origin === null ? "they differ" : `${leaf.origin.operation.name} made it, so it is no leaf`,
      }),
    );
  }
  if (!showsWholeStorage(leaf)) {
    throw new TypeError(
      lesson({
        cannot: `assign to a view of shape ${sizesText(leaf.shape)}`,
        as: "a leaf must own its storage",
        found: "it shows a part of another tensor, or in another order",
        try: "ownCopy(leaf)",
      }),
    );
  }
  const source = showsWholeStorage(value) ? value : ownCopy(value);
  markAssigned(leaf, source);
  leaf.storage = source.storage;
}
