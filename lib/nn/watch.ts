/*
 * Looking into a model at work. A watch is told what comes out of every module while the model computes, or what gradient
 * comes back to it, and changes nothing. It steps in between: the module gets a `forward` of its own that calls the former one
 * and then tells the watches; when the last watch is gone, so is that `forward`.
 *
 *   watchActivations    x → module → y      told y
 *   watchGradients      ∂L/∂y comes back    told ∂L/∂y
 *
 * Notation: y what a module gives, L the loss of which `backward` computes the gradients.
 * Source: PyTorch 2, register_forward_hook and register_full_backward_hook, which may also change what they are shown.
 * NB: while there is a watch, compiled steps run as they are, since a replay could not be seen into.
 *
 * Page 102 · before it: nn/module.ts · after it: nn/init.ts
 */
import { beginWatch } from "../autograd/apply.ts";
import { lesson, valueText } from "../lesson.ts";
import { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/** What a module has computed. */
export interface Activation {
  /** Its key in the model; "" for the model itself. */
  readonly name: string;
  readonly module: Module;
  readonly inputs: readonly unknown[];
  /** What it gave; of recurrent layers, their `output`. */
  readonly output: Tensor;
}

/** What has come back to a module. */
export interface ActivationGradient {
  readonly name: string;
  readonly module: Module;
  /** ∂L/∂output, of the shape of the output. */
  readonly grad: Tensor;
}

/** Who is told when a module begins to compute, and when it is done. */
interface Listener {
  enter?(inputs: readonly unknown[]): void;
  leave(inputs: readonly unknown[], result: unknown): void;
}

const listeners = new WeakMap<Module, Set<Listener>>();

/** Lets a listener know of every call of a module's `forward`. */
function listen(module: Module, listener: Listener): () => void {
  const known = listeners.get(module);
  const told = known ?? new Set<Listener>();
  if (known === undefined) {
    listeners.set(module, told);
    const former = module.forward as (...inputs: unknown[]) => unknown;
    const forward = (...inputs: unknown[]): unknown => {
      for (const one of told) one.enter?.(inputs);
      const result = former.apply(module, inputs);
      for (const one of told) one.leave(inputs, result);
      return result;
    };
    module.forward = forward; // a property of its own, before that of its class
  }
  told.add(listener);
  const endWatch = beginWatch();
  return () => {
    endWatch();
    told.delete(listener);
    if (told.size > 0 || listeners.get(module) !== told) return;
    listeners.delete(module);
    delete (module as { forward?: unknown }).forward;
  };
}

/**
 * Tells of every call of a model and its parts: when it begins, and what came of it.
 * @param leave Told the output, or null where a module gave no tensor.
 * @returns A function that ends the watch.
 * @example
 * const model = new nn.Sequential(new nn.ReLU());
 * const calls = [];
 * const end = watchCalls(model, (name) => calls.push(`${name} begins`), (name) => calls.push(`${name} ends`));
 * model.forward(zeros([1]));
 * end();
 * calls; // => [" begins", "0 begins", "0 ends", " ends"]
 */
export function watchCalls(
  model: Module,
  enter: (name: string, module: Module) => void,
  leave: (name: string, module: Module, output: Tensor | null, inputs: readonly unknown[]) => void,
): () => void {
  const ends = model.namedModules().map(([name, module]) =>
    listen(module, {
      enter: () => enter(name, module),
      leave: (inputs, result) => leave(name, module, outputIn(result), inputs),
    }),
  );
  return () => {
    for (const end of ends) end();
  };
}

/** The tensor that a module gave: itself, or the `output` of a record such as an LSTM's. */
function outputIn(result: unknown): Tensor | null {
  if (result instanceof Tensor) return result;
  const output = typeof result === "object" && result !== null && "output" in result ? result.output : null;
  return output instanceof Tensor ? output : null;
}

/** Listens to a model and all its parts, a part before the module that it is in, as they finish. */
function listenToAll(model: Module, see: unknown, tell: (activation: Activation) => void): () => void {
  if (!(model instanceof Module) || typeof see !== "function") {
    throw new TypeError(
      lesson({
        cannot: `watch ${valueText(model)}`,
        as: "it takes a module and a function that is to be told",
        found: `got ${valueText(model)} and ${valueText(see)}`,
      }),
    );
  }
  const nothing = (): void => {};
  return watchCalls(model, nothing, (name, module, output, inputs) => {
    if (output === null) return;
    tell({ name, module, inputs, output });
  });
}

/**
 * Tells `see` of every module's output, whenever the model or a part of it computes.
 * @param model Any module; its parts are watched with it.
 * @returns A function that ends the watch.
 * @throws TypeError when the model is no module or `see` no function.
 * @example
 * const model = new nn.Sequential(new nn.Linear(random(1), 3, 4), new nn.ReLU(), new nn.Linear(random(2), 4, 2));
 * const seen = [];
 * const end = nn.watchActivations(model, ({ name, output }) => seen.push([name, output.shape]));
 * model.forward(zeros([5, 3]));
 * end();
 * model.forward(zeros([5, 3]));
 * seen; // => [["0", [5, 4]], ["1", [5, 4]], ["2", [5, 2]], ["", [5, 2]]]
 */
export function watchActivations(model: Module, see: (activation: Activation) => void): () => void {
  return listenToAll(model, see, see);
}

/**
 * Tells `see` of the gradient that comes back to every module's output, whenever `backward` passes through.
 * @param model Any module; its parts are watched with it. Outputs computed before the watch began are not known to it.
 * @returns A function that ends the watch.
 * @throws TypeError when the model is no module or `see` no function.
 * @example
 * const model = new nn.Sequential(new nn.Linear(random(1), 3, 2), (x) => multiply(x, 10));
 * const end = nn.watchGradients(model, ({ name, grad }) => seen.push([name, toArray(grad)]));
 * const seen = [];
 * backward(sum(model.forward(zeros([1, 3]))));
 * end();
 * seen; // => [["", [[1, 1]]], ["0", [[10, 10]]]]
 */
export function watchGradients(model: Module, see: (gradient: ActivationGradient) => void): () => void {
  let watching = true;
  const end = listenToAll(model, see, ({ name, module, output }) => {
    const tell = (grad: Tensor): void => {
      if (watching) see({ name, module, grad });
    };
    output.gradWatchers = [...(output.gradWatchers ?? []), tell];
  });
  return () => {
    watching = false;
    end();
  };
}
