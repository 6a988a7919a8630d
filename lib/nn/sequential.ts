/*
 * Layers one after the other, and layers around which the input takes a short cut. These two ways of putting modules together
 * are enough for most models.
 *
 *   Sequential   y = fₙ(… f₂(f₁(x)))
 *   Residual     y = x + f(x)              so that ∂y/∂x = I + ∂f/∂x: a gradient comes through however deep the model is
 *
 * Notation: f a layer: a module, or a function from a tensor to a tensor such as relu.
 * Source: K. He et al., Deep residual learning for image recognition, CVPR (2016), for the short cut; PyTorch 2, torch.nn.Sequential.
 * NB: a function has no parameters, but counts as a layer: new nn.Sequential(linear, relu, other) has the keys 0.weight and
 *   2.weight, as if relu were PyTorch's nn.ReLU().
 *
 * Page 105 · before it: nn/linear.ts · after it: nn/activation.ts
 */
import { lesson, valueText } from "../lesson.ts";
import { add } from "../ops/arithmetic.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/** A module from one tensor to one. */
export interface TensorModule extends Module {
  forward(x: Tensor): Tensor;
}

/** What a chain is made of. */
export type Layer = TensorModule | ((x: Tensor) => Tensor);

/**
 * The output of a layer of either kind.
 * @example toArray(applyLayer((x) => add(x, 1), tensor([1, 2]))); // => [2, 3]
 */
export function applyLayer(layer: Layer, x: Tensor): Tensor {
  return layer instanceof Module ? layer.forward(x) : layer(x);
}

/**
 * Refuses what is no layer.
 * @param action "make a chain of": the message goes on with the value.
 * @throws TypeError when it is neither a module nor a function.
 * @example checkLayer(3, "make a chain of"); // throws TypeError: Cannot make a chain of 3 as a layer is a module or a function of a tensor: got 3
 */
export function checkLayer(layer: unknown, action: string): asserts layer is Layer {
  const isClass = typeof layer === "function" && layer.prototype instanceof Module;
  if (layer instanceof Module || (typeof layer === "function" && !isClass)) return;
  throw new TypeError(
    lesson({
      cannot: `${action} ${isClass ? `the class ${layer.name}` : valueText(layer)}`,
      as: "a layer is a module or a function of a tensor",
      found: isClass ? "got a class" : `got ${valueText(layer)}`,
      ...(isClass ? { try: `new nn.${layer.name}()` } : {}),
    }),
  );
}

/**
 * A chain of layers. What the first gives, the second takes, and so on. A chain of none gives back its input.
 * @param layers Modules and functions, in their order.
 * @throws TypeError when one of them is neither.
 * @example
 * const model = new nn.Sequential(new nn.Linear(random(1), 784, 128), relu, new nn.Linear(random(2), 128, 10));
 * [model.forward(zeros([32, 784])).shape, Object.keys(model.stateDict())]; // => [[32, 10], ["0.weight", "0.bias", "2.weight", "2.bias"]]
 */
export class Sequential extends Module {
  readonly #layers: readonly Layer[];

  constructor(...layers: Layer[]) {
    super();
    for (const layer of layers) checkLayer(layer, "make a chain of");
    this.#layers = layers;
  }

  /** The layers, in their order. */
  get layers(): readonly Layer[] {
    return this.#layers;
  }

  /** Through all layers. */
  forward(x: Tensor): Tensor {
    return this.#layers.reduce((h, layer) => applyLayer(layer, h), x);
  }

  protected override members(): Record<string, unknown> {
    return { ...this.#layers };
  }

  override toString(): string {
    const lines = this.#layers.map((layer, i) => {
      const text = layer instanceof Module ? String(layer) : layer.name || "a function";
      return `  (${i}): ${text.replaceAll("\n", "\n  ")}\n`;
    });
    return `Sequential(${lines.length > 0 ? "\n" : ""}${lines.join("")})`;
  }
}

/**
 * A layer with a short cut around it. It must give the shape that it takes.
 * @param layer A module or a function.
 * @throws TypeError when it is neither; `forward` throws one when the shapes do not meet.
 * @example toArray(new nn.Residual((x) => multiply(x, 0.1)).forward(tensor([10, 20]))); // => [11, 22]
 */
export class Residual extends Module {
  readonly layer: Layer;

  constructor(layer: Layer) {
    super();
    checkLayer(layer, "make a short cut around");
    this.layer = layer;
  }

  /** x + f(x) */
  forward(x: Tensor): Tensor {
    return add(x, applyLayer(this.layer, x));
  }
}
