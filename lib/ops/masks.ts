/*
 * Masks: tensors of truth values that say which places count. Attention may not look ahead, so everything above the diagonal is
 * filled with −∞; labels become rows with a single one. A place that was filled has no say any more, and no gradient.
 *
 *   y = maskedFill(x, m, v)    yᵢ = v where mᵢ, else xᵢ          ∂L/∂xᵢ = 0 where mᵢ, else ∂L/∂yᵢ
 *   y = tril(x)                yᵢⱼ = xᵢⱼ where j ≤ i, else 0     ∂L/∂x = tril(∂L/∂y); triu likewise, where j ≥ i
 *   y = oneHot(c)              yᵢⱼ = 1 where j = cᵢ, else 0
 *
 * Notation: x input, m mask, y output, c labels from 0 to C − 1, i and j rows and columns, L the loss.
 * Source: PyTorch (Tensor.masked_fill, tril, triu, nn.functional.one_hot, nonzero) for names and rules.
 * NB: oneHot gives int32, PyTorch int64; beside floats in `multiply` and `matmul` it becomes float.
 *
 * Page 68 · before it: ops/indexing.ts · after it: ops/sort.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { checkCount, lesson, sizesText, valueText } from "../lesson.ts";
import { leaf } from "../tensor/create.ts";
import { checkDType, type DType } from "../tensor/dtype.ts";
import { broadcastShapes, eachPosition, expandStrides, isContiguous, sameShape, stridesOf } from "../tensor/shape.ts";
import { checkTensor, elementsOf, type Tensor } from "../tensor/tensor.ts";
import { sumTo } from "./broadcast.ts";
import { type Indices, indexTensor } from "./indexing.ts";

/** The value where the mask says so: chosen, not multiplied, so that neither NaN nor ∞ shines through. */
const filling: Operation<number> = {
  name: "maskedFill",
  infer: ([x, mask]) => ({ shape: broadcastShapes(x.shape, mask.shape, "fill by mask"), dtype: x.dtype }),
  forward([y], [x, mask], value) {
    const strides = [x, mask].map((block) => expandStrides(block.shape, block.strides, y.shape));
    let next = y.offset;
    eachPosition(y.shape, strides, [x.offset, mask.offset], ([i, m]) => {
      y.data[next++] = mask.data[m] === 0 ? x.data[i] : value;
    });
  },
  fast({ kernels, outputs: [y], inputs: [x, mask], params: value }) {
    const repeated = y.shape.length - mask.shape.length; // axes in front, along which one mask is used again and again
    const isDense = isContiguous(x.shape, x.strides) && isContiguous(mask.shape, mask.strides);
    if (!isDense || repeated < 0 || !sameShape(x.shape, y.shape) || !sameShape(mask.shape, y.shape.slice(repeated)))
      return null;
    return () => {
      kernels.fill(y.pointer, y.size, value);
      for (let at = 0; at < 4 * y.size; at += 4 * mask.size) {
        kernels.where(mask.pointer, y.pointer + at, x.pointer + at, y.pointer + at, mask.size);
      }
    };
  },
  gradient: ({ grad, inputs: [x, mask] }) => [() => sumTo(maskedFill(grad, mask, 0), x.shape), null],
};

/**
 * x with a value in every place where the mask is true, broadcast.
 * @param mask bool, of a shape that broadcasts with that of x: (T, T) for scores (B, H, T, T).
 * @throws TypeError when the mask is not bool, shapes do not broadcast, or the value does not fit the dtype of x.
 * @example toArray(maskedFill(tensor([1, 2, 3]), tensor([false, true, false]), -Infinity)); // => [1, -Infinity, 3]
 * @example maskedFill(zeros([2]), ones([2]), 0); // throws TypeError: Cannot fill (2) by a mask of float32 as a mask must be bool: got float32; try cast(mask, "bool")
 */
export function maskedFill(x: Tensor, mask: Tensor, value: number): Tensor {
  for (const given of [x, mask]) checkTensor(given, "fill by mask");
  const cannot = `fill ${sizesText(x.shape)}`;
  if (mask.dtype !== "bool") {
    const [action, found] = [`${cannot} by a mask of ${mask.dtype}`, `got ${mask.dtype}`];
    throw new TypeError(lesson({ cannot: action, as: "a mask must be bool", found, try: 'cast(mask, "bool")' }));
  }
  const fits = x.dtype === "int32" ? (value | 0) === value : x.dtype !== "bool" || value === 0 || value === 1;
  if (typeof value !== "number" || !fits) {
    const [rule, text] = [`it must be a number that ${x.dtype} can hold`, valueText(value)];
    throw new TypeError(lesson({ cannot: `${cannot} with ${text}`, as: rule, found: `got ${text}` }));
  }
  return apply(filling, [x, mask], value);
}

/** Which side of which diagonal stays. */
interface Triangle {
  readonly upper: boolean;
  readonly diagonal: number;
}

/** Zeros on one side of a diagonal. An element is `distance` to the right of it, or to the left when that is negative. */
const cutting: Operation<Triangle> = {
  name: "triangle",
  infer: ([{ shape, dtype }]) => ({ shape, dtype }),
  forward([y], [x], { upper, diagonal }) {
    const [rows, columns] = x.shape.slice(-2);
    let place = 0; // counted row by row through all matrices
    eachPosition(x.shape, [x.strides], [x.offset], ([position]) => {
      const distance = (place % columns) - (Math.floor(place / columns) % rows) - diagonal;
      y.data[y.offset + place++] = (upper ? distance >= 0 : distance <= 0) ? x.data[position] : 0;
    });
  },
  gradient: ({ grad, params }) => [() => apply(cutting, [grad], params)],
};

function triangle(x: Tensor, upper: boolean, diagonal: number): Tensor {
  checkTensor(x, "take a triangle of");
  if (x.shape.length >= 2 && Number.isInteger(diagonal)) return apply(cutting, [x], { upper, diagonal });
  const cannot = `take a triangle of ${sizesText(x.shape)} at diagonal ${valueText(diagonal)}`;
  const rule = "it must be a matrix or a batch of them, and the diagonal a whole number";
  throw new TypeError(lesson({ cannot, as: rule, found: `got ${x.shape.length} axes` }));
}

/**
 * A matrix, or a batch of them, without what lies above a diagonal: zeros there.
 * @param diagonal 0 is the main one, 1 the one above it, −1 the one below.
 * @throws TypeError when there are fewer than two axes.
 * @example toArray(tril(ones([3, 3]))); // => [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
 */
export function tril(x: Tensor, diagonal = 0): Tensor {
  return triangle(x, false, diagonal);
}

/**
 * A matrix, or a batch of them, without what lies below a diagonal: zeros there.
 * @param diagonal 0 is the main one, 1 the one above it, −1 the one below.
 * @throws TypeError when there are fewer than two axes.
 * @example
 * const ahead = triu(ones([3, 3], { dtype: "bool" }), 1); // what attention may not look at
 * toArray(ahead); // => [[false, true, true], [false, false, true], [false, false, false]]
 */
export function triu(x: Tensor, diagonal = 0): Tensor {
  return triangle(x, true, diagonal);
}

/** How many places a row has, and of what kind. */
interface OneHot {
  readonly classes: number;
  readonly dtype: DType;
}

/** All labels are checked before anything is written. */
const encoding: Operation<OneHot> = {
  name: "oneHot",
  infer: ([{ shape }], { classes, dtype }) => ({ shape: [...shape, classes], dtype }),
  forward([y], [labels], { classes }) {
    for (let i = 0; i < labels.size; i++) {
      const label = labels.data[labels.offset + i];
      if (label < 0 || label >= classes) throw new RangeError(outside(i, label, classes));
    }
    y.data.fill(0, y.offset, y.offset + y.size);
    for (let i = 0; i < labels.size; i++) y.data[y.offset + i * classes + labels.data[labels.offset + i]] = 1;
  },
  gradient: null,
};

function outside(i: number, label: number, classes: number): string {
  const [cannot, found] = [`encode labels of ${classes} classes`, `label ${i} is ${label}`];
  return lesson({ cannot, as: `every label must be in [0, ${classes})`, found });
}

/**
 * For each label a row of zeros with a one at its place.
 * @param labels (…), from 0 to C − 1
 * @param numClasses C
 * @param dtype int32 by default.
 * @returns (…, C)
 * @throws RangeError when a label is out of range; TypeError when labels are floats.
 * @example toArray(oneHot([2, 0], 3)); // => [[0, 0, 1], [1, 0, 0]]
 * @example oneHot([1, 3], 3); // throws RangeError: Cannot encode labels of 3 classes as every label must be in [0, 3): label 1 is 3
 */
export function oneHot(labels: Indices, numClasses: number, { dtype = "int32" }: { dtype?: DType } = {}): Tensor {
  checkCount("encode labels of", numClasses, "classes", 1);
  checkDType(dtype, "encode labels in a tensor");
  return apply(encoding, [indexTensor(labels, "encode labels")], { classes: numClasses, dtype });
}

/**
 * The positions of all elements that are not 0, or of all that are true: one row for each, one column for each axis.
 * How many there are depends on the numbers, so that a compiled step cannot hold it.
 * @returns (count, axes) int32
 * @example toArray(nonzero(tensor([[0, 5], [7, 0]]))); // => [[0, 1], [1, 0]]
 */
export function nonzero(x: Tensor): Tensor {
  checkTensor(x, "find what is not 0 in");
  const elements = elementsOf(x, "find what is not 0 in it");
  const found: number[] = [];
  let count = 0;
  const strides = stridesOf(x.shape);
  for (let i = 0; i < elements.length; i++) {
    if (elements[i] === 0) continue;
    count++;
    for (const [axis, size] of x.shape.entries()) found.push(Math.floor(i / strides[axis]) % size);
  }
  return leaf(Int32Array.from(found), "int32", [count, x.shape.length]);
}
