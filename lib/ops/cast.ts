/*
 * The same numbers as another kind of element. Floats become whole numbers by dropping the fraction, anything becomes a truth
 * value by asking whether it is not 0.
 *
 *   y = cast(x)      ∂L/∂x = cast(∂L/∂y)  between floats; to or from whole numbers nothing flows back
 *
 * Source: PyTorch's Tensor.to and NumPy's astype, for the rules.
 *
 * Page 59 · before it: autograd/apply.ts · after it: ops/movement.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { checkDType, type DType, isFloat } from "../tensor/dtype.ts";
import { eachPosition } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";

const casting: Operation<DType> = {
  name: "cast",
  infer: ([{ shape }], dtype) => ({ shape, dtype }),
  forward([output], [input], dtype) {
    let next = output.offset;
    eachPosition(input.shape, [input.strides], [input.offset], ([position]) => {
      const value = input.data[position];
      output.data[next++] = dtype === "bool" ? (value === 0 ? 0 : 1) : value; // a typed array drops what it cannot hold
    });
  },
  gradient: ({ grad, inputs: [x] }) => [isFloat(x.dtype) ? () => cast(grad, x.dtype) : null],
};

/**
 * The tensor with elements of another dtype; itself where that is its dtype already.
 * @throws TypeError when there is no such dtype.
 * @example toArray(cast(tensor([1.7, -1.7, 0]), "int32")); // => [1, -1, 0]
 */
export function cast(x: Tensor, dtype: DType): Tensor {
  checkTensor(x, "cast");
  checkDType(dtype, "cast to a tensor");
  return x.dtype === dtype ? x : apply(casting, [x], dtype);
}
