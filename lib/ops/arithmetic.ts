/*
 * Arithmetic, element by element. Shapes that differ are broadcast: a size of 1, or a missing axis in front, is repeated. A
 * derivative flows back to an input through the formula of its operation, and is then summed over whatever was repeated.
 *
 *   y = a + b      ∂y/∂a = 1         ∂y/∂b = 1
 *   y = a − b      ∂y/∂a = 1         ∂y/∂b = −1
 *   y = a · b      ∂y/∂a = b         ∂y/∂b = a
 *   y = a / b      ∂y/∂a = 1/b       ∂y/∂b = −y/b
 *   y = max(a, b)  ∂y/∂a = 1 where a > b, ½ where a = b, else 0; min likewise
 *
 * Notation: a, b inputs of any shapes that broadcast, y output; numbers may stand in place of tensors.
 * Source: NumPy and PyTorch for names, broadcasting and the halves at ties.
 * NB: dividing whole numbers gives float32, as in PyTorch. TypeScript's + cannot be taught to add tensors, so it is add(a, b).
 *
 * Page 64 · before it: ops/assign.ts · after it: ops/random.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Block, FastCall, Operation } from "../autograd/operation.ts";
import { lesson, valueText } from "../lesson.ts";
import { allocate, type DType, isFloat, promote } from "../tensor/dtype.ts";
import { broadcastShapes, collapse, eachPosition, expandStrides, isContiguous, sameShape } from "../tensor/shape.ts";
import { checkTensor, Storage, Tensor } from "../tensor/tensor.ts";
import { sumTo } from "./broadcast.ts";
import { cast } from "./cast.ts";

/** What arithmetic takes: a tensor, or a number that stands for a tensor of shape (). */
export type Operand = Tensor | number;

/**
 * A number as a tensor of shape ().
 * @example [constant(0.5, "float64").shape, item(constant(0.5, "float64"))]; // => [[], 0.5]
 */
export function constant(value: number, dtype: DType): Tensor {
  const data = allocate(dtype, 1);
  data[0] = value;
  return new Tensor(new Storage(data, dtype), []);
}

/**
 * Two operands as tensors of one dtype. A number takes the dtype of its partner, or float32 beside whole numbers where it has a fraction.
 * @param action The operation, for messages: "add".
 * @throws TypeError when an operand is neither tensor nor number, or float32 meets float64.
 * @example operands(tensor([1, 2], { dtype: "int32" }), 0.5, "add").map(({ dtype }) => dtype); // => ["float32", "float32"]
 */
export function operands(a: Operand, b: Operand, action: string): [Tensor, Tensor] {
  const dtype = commonDType(a, b, action);
  const asTensor = (operand: Operand): Tensor =>
    typeof operand === "number" ? constant(operand, dtype) : cast(operand, dtype);
  return [asTensor(a), asTensor(b)];
}

/** The dtype in which two operands meet; numbers adapt to tensors. */
function commonDType(a: Operand, b: Operand, action: string): DType {
  for (const operand of [a, b]) if (typeof operand !== "number") checkTensor(operand, action);
  if (typeof a === "number" && typeof b === "number") {
    throw new TypeError(
      lesson({
        cannot: `${action} ${valueText(a)} and ${valueText(b)}`,
        as: "at least one of them must be a tensor",
        found: "got two numbers",
        try: `tensor(${a})`,
      }),
    );
  }
  if (typeof a === "number") return beside(a, (b as Tensor).dtype);
  if (typeof b === "number") return beside(b, a.dtype);
  return promote(a.dtype, b.dtype, action);
}

/** The dtype in which a number meets a tensor. */
function beside(value: number, dtype: DType): DType {
  if (isFloat(dtype)) return dtype;
  return Number.isInteger(value) ? "int32" : "float32";
}

/**
 * Runs f over the elements of two blocks, the smaller one repeated.
 * @returns The loop of an operation.
 * @example
 * const block = (values, shape, strides) => ({ data: values, offset: 0, shape, strides, size: values.length });
 * const out = block([0, 0, 0, 0], [2, 2], [2, 1]);
 * binaryLoop((a, b) => a - b)([out], [block([1, 2, 3, 4], [2, 2], [2, 1]), block([1, 3], [2, 1], [1, 1])]);
 * out.data; // => [0, 1, 0, 1]
 */
export function binaryLoop(f: (a: number, b: number) => number): Operation<unknown>["forward"] {
  return ([output], [a, b]) => {
    const out = output.data;
    const start = output.offset;
    if (isDense(a, output) && isDense(b, output)) {
      for (let i = 0; i < output.size; i++) out[start + i] = f(a.data[a.offset + i], b.data[b.offset + i]);
      return;
    }
    // Repeated axes have stride 0, so that the same element is read again.
    let next = start;
    const strides = [a, b].map((block) => expandStrides(block.shape, block.strides, output.shape));
    eachPosition(output.shape, strides, [a.offset, b.offset], ([i, j]) => {
      out[next++] = f(a.data[i], b.data[j]);
    });
  };
}

/** Whether a block has the very elements of the output, in the same order. */
function isDense(block: Block, output: Block): boolean {
  return sameShape(block.shape, output.shape) && isContiguous(block.shape, block.strides);
}

type BinaryKernel = "add" | "subtract" | "multiply" | "divide" | "maximum" | "minimum";

/** The same by a kernel, which walks up to three axes. */
function binaryFast(name: BinaryKernel): Operation<unknown>["fast"] {
  return ({ kernels, outputs: [output], inputs: [a, b] }: FastCall<unknown>) => {
    // Axes along which both operands go on evenly are one axis to the kernel.
    const walk = collapse(output.shape, [
      expandStrides(a.shape, a.strides, output.shape),
      expandStrides(b.shape, b.strides, output.shape),
    ]);
    if (walk.shape.length > 3) return null;
    const [n0, n1, n2] = filled(walk.shape, 1);
    const [a0, a1, a2] = filled(walk.strides[0], 0);
    const [b0, b1, b2] = filled(walk.strides[1], 0);
    const kernel = kernels[name];
    const [to, fromA, fromB] = [output.pointer, a.pointer, b.pointer];
    return () => kernel(fromA, fromB, to, n0, n1, n2, a0, a1, a2, b0, b1, b2);
  };
}

/** Three numbers, the missing ones in front. */
function filled(numbers: readonly number[], fill: number): number[] {
  return [...new Array<number>(3 - numbers.length).fill(fill), ...numbers];
}

/** A record for arithmetic: all but the formula and its derivative is the same. */
function arithmetic(
  name: BinaryKernel,
  f: (a: number, b: number) => number,
  gradient: NonNullable<Operation<null>["gradient"]>,
): Operation<null> {
  return {
    name,
    infer: ([a, b]) => ({ shape: broadcastShapes(a.shape, b.shape, name), dtype: a.dtype }),
    forward: binaryLoop(f),
    fast: binaryFast(name),
    gradient,
    inPlace: [0],
  };
}

const addition = arithmetic(
  "add",
  (a, b) => a + b,
  ({ grad, inputs: [a, b] }) => [() => sumTo(grad, a.shape), () => sumTo(grad, b.shape)],
);

/**
 * Elementwise a + b, broadcast.
 * @throws TypeError when the shapes do not broadcast, or float32 meets float64.
 * @example toArray(add(tensor([[1], [2]]), tensor([10, 20]))); // => [[11, 21], [12, 22]]
 * @example add(zeros([4, 3]), zeros([4])); // throws TypeError: Cannot add (4, 3) and (4) as sizes must be equal or 1 from the right: axis 1 has 3 and 4; try reshape(b, [4, 1])
 */
export function add(a: Operand, b: Operand): Tensor {
  return apply(addition, operands(a, b, "add"), null);
}

const subtraction = arithmetic(
  "subtract",
  (a, b) => a - b,
  ({ grad, inputs: [a, b] }) => [() => sumTo(grad, a.shape), () => sumTo(negate(grad), b.shape)],
);

/**
 * Elementwise a − b, broadcast.
 * @throws TypeError when the shapes do not broadcast, or float32 meets float64.
 * @example toArray(subtract(tensor([5, 7]), 2)); // => [3, 5]
 */
export function subtract(a: Operand, b: Operand): Tensor {
  return apply(subtraction, operands(a, b, "subtract"), null);
}

const multiplication = arithmetic(
  "multiply",
  (a, b) => a * b,
  ({ grad, inputs: [a, b] }) => [() => sumTo(multiply(grad, b), a.shape), () => sumTo(multiply(grad, a), b.shape)],
);

/**
 * Elementwise a · b, broadcast; for the product of matrices see `matmul`.
 * @throws TypeError when the shapes do not broadcast, or float32 meets float64.
 * @example toArray(multiply(tensor([1, 2, 3]), tensor([4, 5, 6]))); // => [4, 10, 18]
 */
export function multiply(a: Operand, b: Operand): Tensor {
  return apply(multiplication, operands(a, b, "multiply"), null);
}

const division = arithmetic(
  "divide",
  (a, b) => a / b,
  ({ grad, inputs: [a, b], output }) => [
    () => sumTo(divide(grad, b), a.shape),
    () => sumTo(negate(divide(multiply(grad, output), b)), b.shape),
  ],
);

/**
 * Elementwise a / b, broadcast. Whole numbers give float32.
 * @throws TypeError when the shapes do not broadcast, or float32 meets float64.
 * @example toArray(divide(tensor([1, 2], { dtype: "int32" }), 4)); // => [0.25, 0.5]
 */
export function divide(a: Operand, b: Operand): Tensor {
  const [x, y] = operands(a, b, "divide");
  return isFloat(x.dtype) ? apply(division, [x, y], null) : divide(cast(x, "float32"), cast(y, "float32"));
}

/** ∂max/∂a or ∂min/∂a: 1 where a wins, ½ where both are equal, else 0. */
function share(name: string, f: (a: number, b: number) => number): Operation<null> {
  return {
    name,
    infer: ([a, b]) => ({ shape: broadcastShapes(a.shape, b.shape, name), dtype: a.dtype }),
    forward: binaryLoop(f),
    gradient: null,
  };
}
// They are constants to `backward`: where a and b differ, moving them a little changes nothing here.
const shareOfGreater = share("shareOfGreater", (a, b) => (a > b ? 1 : a === b ? 0.5 : 0));
const shareOfLess = share("shareOfLess", (a, b) => (a < b ? 1 : a === b ? 0.5 : 0));

const maximizing = arithmetic(
  "maximum",
  (a, b) => Math.max(a, b),
  ({ grad, inputs: [a, b] }) => [
    () => sumTo(multiply(grad, apply(shareOfGreater, [a, b], null)), a.shape),
    () => sumTo(multiply(grad, apply(shareOfGreater, [b, a], null)), b.shape),
  ],
);

/**
 * The greater of each pair, broadcast; NaN where one is NaN.
 * @example toArray(maximum(tensor([-1, 2]), 0)); // => [0, 2]
 */
export function maximum(a: Operand, b: Operand): Tensor {
  return apply(maximizing, operands(a, b, "maximum"), null);
}

const minimizing = arithmetic(
  "minimum",
  (a, b) => Math.min(a, b),
  ({ grad, inputs: [a, b] }) => [
    () => sumTo(multiply(grad, apply(shareOfLess, [a, b], null)), a.shape),
    () => sumTo(multiply(grad, apply(shareOfLess, [b, a], null)), b.shape),
  ],
);

/**
 * The smaller of each pair, broadcast; NaN where one is NaN.
 * @example toArray(minimum(tensor([-1, 2]), 0)); // => [-1, 0]
 */
export function minimum(a: Operand, b: Operand): Tensor {
  return apply(minimizing, operands(a, b, "minimum"), null);
}

/**
 * Elementwise −x.
 * @example toArray(negate(tensor([1, -2]))); // => [-1, 2]
 */
export function negate(x: Tensor): Tensor {
  return multiply(x, -1);
}
