/*
 * A tensor is an array of numbers with a shape: () for a number, (n) for a vector, (rows, columns) for a matrix, and so on.
 * It is a view: a storage, where the elements lie, and a rule for finding them there. Several tensors may view one storage,
 * so that transposing or slicing copies nothing. It also remembers which operation made it, as the scalar engine's `Value` does.
 *
 *   x[i₀, i₁, …] = storage.data[offset + i₀·stride₀ + i₁·stride₁ + …]
 *
 * Elements never change. What trains, a leaf such as a weight matrix, is given a new storage by `assign`, and whoever holds
 * a view of the old one keeps seeing the old numbers. So there is nothing to clone before it changes under one's hands, and
 * nothing to dispose of: the collector frees a storage when no tensor views it any more.
 *
 * Notation: storage a flat typed array, leaf a tensor that no operation made: a parameter, an input or a constant.
 * Source: E. Yang, PyTorch internals (2019).
 * NB: PyTorch and NumPy write into tensors in place, which is why they need clone() and warn about views.
 *
 * Page 53 · before it: tensor/print.ts · after it: tensor/create.ts
 */
import { lesson, sizesText, valueText } from "../lesson.ts";
import { consoleText, jupyterDisplay, type MimeBundle } from "../plot/figure.ts";
import type { DType, TypedArray } from "./dtype.ts";
import { elementsHtml, elementsText } from "./print.ts";
import { eachPosition, isContiguous, type Shape, sameShape, sizeOf, stridesOf } from "./shape.ts";

/**
 * Where elements lie. Its data is written while it is made and never afterwards.
 * @example
 * const row = new Storage(new Float32Array([1, 2, 3, 4]), "float32");
 * const matrix = new Tensor(row, [2, 2]);
 * toArray(matrix); // => [[1, 2], [3, 4]]
 */
export class Storage {
  readonly data: TypedArray;
  readonly dtype: DType;

  constructor(data: TypedArray, dtype: DType) {
    this.data = data;
    this.dtype = dtype;
  }
}

/** How a tensor came about: a node of the graph that `backward` walks. */
export interface Origin {
  /** Grows with every operation, so that a node's inputs have smaller numbers. */
  readonly id: number;
  readonly operation: { readonly name: string };
  readonly params: unknown;
  /** Null once the graph has been freed by `backward`. */
  inputs: readonly Tensor[] | null;
  outputs: readonly Tensor[] | null;
}

/** Who holds newer numbers of a tensor than its storage does: a compiled step, which keeps them in its own memory. */
export interface Keeper {
  /** Gives the tensor a fresh storage with the newest numbers. */
  handOver(tensor: Tensor): void;
  /** A gradient of the tensor with the newest numbers. */
  handOverGrad(tensor: Tensor): Tensor;
}

/**
 * An array of numbers with a shape. Made by `tensor`, `zeros`, `randn` and others, and by every operation.
 * @example
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * [x instanceof Tensor, x.shape, x.strides, x.size, x.dtype]; // => [true, [2, 3], [3, 1], 6, "float32"]
 */
export class Tensor {
  readonly shape: Shape;
  /** How far to walk in the storage for one step along each axis, in elements. */
  readonly strides: readonly number[];
  /** Where in the storage the first element is. */
  readonly offset: number;
  readonly dtype: DType;
  /** How many elements there are. */
  readonly size: number;
  /** Whether `backward` is to compute ∂loss/∂this. True for parameters and for all that is computed from them. */
  requiresGrad = false;
  /** The operation that made it; null for a leaf. */
  origin: Origin | null = null;
  /** Its name in messages and in the table of a model's parameters; "" for none. */
  label = "";
  /**
   * The number of the newest graph node when `assign` last gave it new numbers.
   * @internal
   */
  assignedAt = 0;
  /**
   * Who is told of its gradient during `backward`; null for nobody.
   * @internal
   */
  gradWatchers: readonly ((grad: Tensor) => void)[] | null = null;
  /**
   * Set while a compiled step has newer numbers for this leaf.
   * @internal
   */
  keeper: Keeper | null = null;
  /**
   * Set while a compiled step has a newer gradient for this leaf.
   * @internal
   */
  gradKeeper: Keeper | null = null;
  #storage: Storage;
  #grad: Tensor | null = null;

  constructor(storage: Storage, shape: Shape, strides: readonly number[] = stridesOf(shape), offset = 0) {
    this.#storage = storage;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.dtype = storage.dtype;
    this.size = sizeOf(shape);
  }

  /** Where the elements lie. */
  get storage(): Storage {
    if (this.keeper !== null) this.keeper.handOver(this);
    return this.#storage;
  }

  /** For `assign` and compiled steps alone: everybody else treats storages as given. */
  set storage(storage: Storage) {
    this.keeper = null;
    this.#storage = storage;
  }

  /** ∂loss/∂this, of the same shape, filled in by `backward`; null before that, and after `zeroGrad`. */
  get grad(): Tensor | null {
    const keeper = this.gradKeeper;
    if (keeper !== null) {
      this.gradKeeper = null;
      this.#grad = keeper.handOverGrad(this);
    }
    return this.#grad;
  }

  /** Whether there is a gradient, without asking for its numbers. */
  get hasGrad(): boolean {
    return this.gradKeeper !== null || this.#grad !== null;
  }

  set grad(grad: Tensor | null) {
    if (grad !== null) checkGrad(this, grad);
    this.gradKeeper = null;
    this.#grad = grad;
    gradWatcher?.(this);
  }

  /** NumPy's way of writing it: `tensor([[1, 2], [3, 4]])`. */
  toString(): string {
    return elementsText(elementsOf(this, "print it"), this.shape, this.dtype);
  }

  /** What a console shows. */
  [consoleText](): string {
    return this.toString();
  }

  /** What a notebook shows. */
  [jupyterDisplay](): MimeBundle {
    return {
      "text/plain": this.toString(),
      "text/html": elementsHtml(elementsOf(this, "show it"), this.shape, this.dtype),
    };
  }
}

/** What is told whenever somebody looks at numbers. A recording of a step must know, since its replay cannot be watched. */
let watcher: ((tensor: Tensor, purpose: string) => void) | null = null;

/**
 * Sets who is told when numbers are looked at, and returns who was before.
 * @example
 * const purposes: string[] = [];
 * const before = watchReading((_, purpose) => purposes.push(purpose));
 * String(ones([2]));
 * watchReading(before);
 * purposes; // => ["print it"]
 */
export function watchReading(next: typeof watcher): typeof watcher {
  const former = watcher;
  watcher = next;
  return former;
}

/** What is told whenever a tensor is given another gradient, or loses it: a recording's replay must do so too. */
let gradWatcher: ((tensor: Tensor) => void) | null = null;

/**
 * Sets who is told when gradients are given, and returns who was before.
 * @example
 * const labels: string[] = [];
 * const before = watchGradAssigning(({ label }) => labels.push(label));
 * const w = ones([2], { requiresGrad: true });
 * w.label = "weight";
 * backward(sum(w));
 * watchGradAssigning(before);
 * labels; // => ["weight"]
 */
export function watchGradAssigning(next: typeof gradWatcher): typeof gradWatcher {
  const former = gradWatcher;
  gradWatcher = next;
  return former;
}

/** Refuses as a gradient what has another shape or dtype than its tensor: an optimizer would read beyond its end. */
function checkGrad({ shape, dtype }: Tensor, grad: unknown): void {
  checkTensor(grad, "give a gradient of");
  if (grad.dtype === dtype && sameShape(grad.shape, shape)) return;
  throw new TypeError(
    lesson({
      cannot: `give a tensor of shape ${sizesText(shape)} a gradient of shape ${sizesText(grad.shape)}`,
      as: "both must have the same shape and dtype",
      found: `got ${sizesText(grad.shape)} ${grad.dtype} for ${sizesText(shape)} ${dtype}`,
    }),
  );
}

/**
 * The elements row by row, to be looked at and not to be written: the storage itself where it has just these, else a copy.
 * @param purpose What for, in case that it must be refused: "print it".
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * Array.from(elementsOf(transpose(x), "add them up")); // => [1, 3, 2, 4]
 */
export function elementsOf(tensor: Tensor, purpose: string): TypedArray {
  watcher?.(tensor, purpose);
  const { storage, shape, strides, offset, size } = tensor;
  if (isContiguous(shape, strides)) {
    return size === storage.data.length ? storage.data : storage.data.subarray(offset, offset + size);
  }
  const copy = storage.data.slice(0, 0).constructor as new (length: number) => TypedArray;
  const elements = new copy(size);
  let next = 0;
  eachPosition(shape, [strides], [offset], ([position]) => {
    elements[next++] = storage.data[position];
  });
  return elements;
}

/**
 * Whether a tensor shows all of its storage, row by row, so that the storage can stand for it.
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * [x, transpose(x), slice(x, 0, { start: 1 })].map(showsWholeStorage); // => [true, false, false]
 */
export function showsWholeStorage({ shape, strides, size, storage }: Tensor): boolean {
  return isContiguous(shape, strides) && size === storage.data.length;
}

/**
 * Refuses what is no tensor.
 * @param action "add": the message goes on with the value.
 * @throws TypeError when it is none.
 * @example checkTensor([1, 2], "add"); // throws TypeError: Cannot add an array of 2 as it must be a tensor: got an array of 2; try tensor([…])
 */
export function checkTensor(given: unknown, action: string): asserts given is Tensor {
  if (given instanceof Tensor) return;
  throw new TypeError(
    lesson({
      cannot: `${action} ${valueText(given)}`,
      as: "it must be a tensor",
      found: `got ${valueText(given)}`,
      ...(Array.isArray(given) ? { try: "tensor([…])" } : typeof given === "number" ? { try: `tensor(${given})` } : {}),
    }),
  );
}
