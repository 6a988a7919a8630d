/*
 * Backpropagation for tensors: the chain rule, walked from the loss to the parameters. Every node of the graph receives the
 * gradients of its outputs and turns them, by its own formula, into gradients of its inputs; where a tensor is used several
 * times, what comes back is added up.
 *
 *   grad(loss) = 1                    grad(x) = Σ over operations u that use x:  (∂u/∂x)ᵀ grad(u)
 *
 * A node was numbered when it was made, after its inputs. So going through the nodes from the highest number to the lowest is
 * a topological order: nobody passes on a gradient before it is complete. There is no recursion, and a chain of a hundred
 * thousand operations is only a long list.
 *
 * Notation: loss of shape (), u and x nodes of the graph; grad(x) has the shape of x.
 * Source: S. Linnainmaa, BIT 16 (1976); D. Rumelhart, G. Hinton and R. Williams, Nature 323 (1986); A. Paszke et al.,
 *   Automatic differentiation in PyTorch (2017), for the rules of accumulating and freeing.
 * NB: as in PyTorch, gradients of leaves add up until `zeroGrad`, and the graph is freed by the walk.
 *
 * Page 94 · before it: ops/pooling.ts · after it: autograd/grad.ts
 */
import { lesson, sizesText, valueText } from "../lesson.ts";
import { add } from "../ops/arithmetic.ts";
import { contiguous } from "../ops/movement.ts";
import { onesLike, zerosLike } from "../tensor/create.ts";
import { sameShape } from "../tensor/shape.ts";
import { checkTensor, type Origin, Tensor } from "../tensor/tensor.ts";
import { currentRecorder, setGradEnabled } from "./apply.ts";
import type { InputGradient, Operation } from "./operation.ts";

/** How to walk. */
export interface BackwardOptions {
  /** Keep the graph, to walk it again. False by default, or what `createGraph` says. */
  readonly retainGraph?: boolean;
  /** Let the walk itself be differentiated, for second derivatives. False by default. */
  readonly createGraph?: boolean;
}

/** The nodes that a tensor was computed from, highest number first. */
function nodesBehind(root: Tensor): Origin[] {
  const nodes: Origin[] = [];
  const seen = new Set<Origin>();
  // A list of nodes to visit takes the place of recursion.
  const waiting = root.origin === null ? [] : [root.origin];
  while (waiting.length > 0) {
    const node = waiting.pop() as Origin;
    if (seen.has(node)) continue;
    seen.add(node);
    nodes.push(node);
    if (node.inputs === null) throw new Error(freed(node));
    for (const { origin } of node.inputs) if (origin !== null) waiting.push(origin);
  }
  return nodes.sort((a, b) => b.id - a.id);
}

/** The message for a graph that has lost its inputs, with both cures. */
function freed(node: Origin): string {
  return lesson({
    cannot: "start backward",
    as: "an earlier backward has freed the graph",
    found: `${node.operation.name} no longer knows its inputs`,
    try: "backward(loss, { retainGraph: true }) the first time, or compute the loss again",
  });
}

/**
 * Refuses a loss that is not one number.
 * @throws TypeError when it is no tensor, or has more than one element, or none.
 * @example checkLoss(zeros([32])); // throws TypeError: Cannot start backward from shape (32) as the loss must be a scalar: it has 32 elements; try mean(loss)
 */
export function checkLoss(loss: Tensor): void {
  checkTensor(loss, "start backward from");
  if (loss.size === 1) return;
  throw new TypeError(
    lesson({
      cannot: `start backward from shape ${sizesText(loss.shape)}`,
      as: "the loss must be a scalar",
      found: `it has ${loss.size} elements`,
      try: "mean(loss)",
    }),
  );
}

/** Refuses a start that cannot be walked from. Nothing has changed then. */
function checkStart(loss: Tensor): void {
  checkLoss(loss);
  if (loss.requiresGrad) return;
  throw new Error(
    lesson({
      cannot: "start backward",
      as: "the loss must depend on a tensor that requires a gradient",
      found: "nothing that it was computed from does",
      try: "tensor(values, { requiresGrad: true }), and compute the loss outside noGrad",
    }),
  );
}

/** A parameter that was given new numbers after the loss was computed would get a gradient of neither. */
function checkUnchanged(node: Origin): void {
  for (const input of node.inputs ?? []) {
    if (input.assignedAt <= node.id) continue;
    const name = input.label === "" ? `of shape ${sizesText(input.shape)}` : `"${input.label}"`;
    throw new Error(
      lesson({
        cannot: "start backward",
        as: "parameters must be what they were when the loss was computed",
        found: `the parameter ${name} has changed since`,
        try: "to compute the loss again after the optimizer's step",
      }),
    );
  }
}

/**
 * ∂loss/∂x for all leaves x that the loss was computed from and that require a gradient, and for the tensors in `also`.
 * The walk behind `backward` and `grad`.
 * @example
 * const x = tensor(3, { requiresGrad: true });
 * const h = multiply(x, x);
 * const found = gradientsOf(multiply(h, h), {}, [h]); // x⁴
 * [item(found.get(x)), item(found.get(h))]; // => [108, 18]
 */
export function gradientsOf(loss: Tensor, options: BackwardOptions, also: readonly Tensor[] = []): Map<Tensor, Tensor> {
  checkStart(loss);
  const nodes = nodesBehind(loss);
  for (const node of nodes) checkUnchanged(node);
  const wanted = new Set(also);
  const result = new Map<Tensor, Tensor>();
  const pending = new Map<Tensor, Tensor>(); // what has come back so far to each tensor that is not yet done
  const { createGraph = false, retainGraph = createGraph } = options;
  const receive = (x: Tensor, grad: Tensor): void => {
    const goal = x.origin === null ? result : pending;
    const former = goal.get(x);
    goal.set(x, former === undefined ? grad : add(former, grad));
  };
  const enabled = setGradEnabled(createGraph);
  try {
    receive(loss, onesLike(loss)); // ∂loss/∂loss
    // From the last node to the first: whoever used a node's outputs has been here already.
    for (const node of nodes) {
      const { inputs, outputs, params } = node as WalkedNode;
      const grads = outputs.map((output) => pending.get(output) ?? null);
      for (const [i, output] of outputs.entries()) {
        const grad = grads[i];
        if (grad === null) continue;
        pending.delete(output);
        if (wanted.has(output)) result.set(output, grad);
        for (const watch of output.gradWatchers ?? []) watch(grad);
      }
      // A node to which nothing came back has no say in the loss.
      const first = grads.findIndex((grad) => grad !== null);
      if (first !== -1) {
        const needs = inputs.map(({ requiresGrad }) => requiresGrad);
        const grad = grads[0] ?? zerosLike(outputs[0]);
        const call = { grad, grads, inputs, outputs, output: outputs[0], params, needs };
        const flows = gradientRule(node)(call);
        for (const [i, input] of inputs.entries()) {
          const flow = needs[i] ? flows[i] : null;
          if (flow !== null && flow !== undefined)
            receive(input, checked(typeof flow === "function" ? flow() : flow, input, node));
        }
      }
      // What the node remembered is needed no more; letting go of it here frees memory while the walk goes on.
      if (!retainGraph) {
        node.inputs = null;
        node.outputs = null;
      }
    }
    for (const [leaf, grad] of result) {
      if (leaf.origin === null) for (const watch of leaf.gradWatchers ?? []) watch(grad);
    }
  } finally {
    setGradEnabled(enabled);
  }
  return result;
}

/** A node that still knows its inputs: `nodesBehind` gives no others. */
interface WalkedNode extends Origin {
  inputs: readonly Tensor[];
  outputs: readonly Tensor[];
  readonly params: never;
}

/** The derivative of a node's operation. */
function gradientRule(
  node: Origin,
): (call: Parameters<NonNullable<Operation<never>["gradient"]>>[0]) => readonly InputGradient[] {
  const { gradient } = node.operation as Operation<never>;
  if (gradient) return gradient;
  throw new Error(
    lesson({
      cannot: `differentiate ${node.operation.name}`,
      as: "it is itself a derivative, made in one piece for speed",
      found: "a second derivative was asked for",
      try: "to write the function with operations such as exp, sum and multiply",
    }),
  );
}

/** A derivative of another shape than its input would spoil everything behind it. */
function checked(grad: Tensor, input: Tensor, node: Origin): Tensor {
  if (sameShape(grad.shape, input.shape) && grad.dtype === input.dtype) return grad;
  throw new TypeError(
    lesson({
      cannot: `pass the gradient of ${node.operation.name} on`,
      as: "it must have the shape and dtype of the input",
      found: `got ${sizesText(grad.shape)} ${grad.dtype} for ${sizesText(input.shape)} ${input.dtype}`,
    }),
  );
}

/**
 * Computes ∂loss/∂x for every leaf x that requires a gradient, and adds it to `x.grad`.
 * @param loss One number that was computed from them.
 * @throws TypeError when the loss is no tensor or has more than one element; Error when nothing behind it requires a gradient,
 *   its graph has been freed, or a parameter has changed since. No gradient has changed then.
 * @example
 * const x = tensor([1, 2, 3], { requiresGrad: true });
 * backward(sum(multiply(x, x)));
 * toArray(x.grad); // => [2, 4, 6]
 * @example backward(zeros([32])); // throws TypeError: Cannot start backward from shape (32) as the loss must be a scalar: it has 32 elements; try mean(loss)
 */
export function backward(loss: Tensor, options: BackwardOptions = {}): void {
  const recorder = currentRecorder();
  for (const [leaf, grad] of gradientsOf(loss, options)) {
    recorder?.gradRead(leaf);
    // Row by row, like its leaf: of a sum, say, what came back is one number read many times.
    leaf.grad = leaf.grad === null ? contiguous(grad) : add(leaf.grad, grad);
  }
}

/**
 * Refuses what is no list of parameters, with the cure for a single one.
 * @throws TypeError when it cannot be gone through.
 * @example checkIterable(ones([2]), "optimize"); // throws TypeError: Cannot optimize an object as parameters must come in an array: got an object; try [w]
 */
export function checkIterable(parameters: unknown, action: string): asserts parameters is Iterable<unknown> {
  if (typeof parameters === "object" && parameters !== null && Symbol.iterator in parameters) return;
  const cure = parameters instanceof Tensor ? { try: "[w]" } : {};
  const [cannot, found] = [`${action} ${valueText(parameters)}`, `got ${valueText(parameters)}`];
  throw new TypeError(lesson({ cannot, as: "parameters must come in an array", found, ...cure }));
}

/**
 * Forgets gradients, before the next `backward`: otherwise the new ones are added to the old.
 * @throws TypeError when they are no list, or one of them is no tensor. Nothing has changed then.
 * @example
 * const x = tensor(3, { requiresGrad: true });
 * for (let i = 0; i < 2; i++) backward(multiply(x, x));
 * const before = item(x.grad); // twice 2x
 * zeroGrad([x]);
 * [before, x.grad]; // => [12, null]
 */
export function zeroGrad(parameters: Iterable<Tensor>): void {
  checkIterable(parameters, "forget the gradients of");
  const list = [...parameters];
  for (const parameter of list) checkTensor(parameter, "forget the gradient of");
  for (const parameter of list) parameter.grad = null;
}
