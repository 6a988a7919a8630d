/*
 * Tensors from nothing but a shape, from arrays of numbers, and back to them.
 *
 * Page 49 · before it: tensor/tensor.ts · after it: autograd/operation.ts
 */
import { lesson, sizesText, valueText } from "../lesson.ts";
import { allocate, checkDType, type DType, dtypeOf, isFloat, type TypedArray } from "./dtype.ts";
import { checkShape, type Shape, sizeOf } from "./shape.ts";
import { checkTensor, elementsOf, Storage, Tensor } from "./tensor.ts";

/** Numbers in arrays in arrays, as deep as there are axes. */
export type NestedArray = number | boolean | readonly NestedArray[];

/** How to make a tensor. */
export interface TensorOptions {
  /** float32 by default; bool for arrays of booleans, and the array's own kind for typed arrays. */
  readonly dtype?: DType;
  /** Whether `backward` is to compute its gradient: it is a parameter. False by default. */
  readonly requiresGrad?: boolean;
  /** For flat numbers, such as a typed array, the shape to give them. */
  readonly shape?: Shape;
}

/** A leaf over an array that is the tensor's from now on. */
export function leaf(data: TypedArray, dtype: DType, shape: Shape, requiresGrad = false): Tensor {
  const made = new Tensor(new Storage(data, dtype), shape);
  made.requiresGrad = requiresGrad;
  return made;
}
