/*
 * Backpropagation: the chain rule, walked from the loss to the leaves. Every node passes its gradient on to its inputs, each
 * time multiplied by the slope along that edge; a node that is used several times adds up what comes back to it.
 *
 *   grad(loss) = 1                     grad(x) = Σ over nodes u that use x:  grad(u) · ∂u/∂x
 *
 * A node may pass its gradient on only when it is complete, so nodes go in reverse topological order: users before inputs.
 * One walk gives the derivative with respect to every parameter, at about the price of computing the loss once more.
 *
 * Notation: x and u nodes of the graph, loss the node at its end; all gradients are single numbers, of shape ().
 * Source: S. Linnainmaa, BIT 16 (1976); D. Rumelhart, G. Hinton and R. Williams, Nature 323 (1986); T. Cormen et al.,
 *   Introduction to Algorithms, 4th edition (2022), section 20.4, for the topological order.
 * NB: as in PyTorch, gradients of leaves add up over several calls until `zeroGrad`, those of other nodes start anew, so that
 *   two losses may share a part of their graph. micrograd adds up at every node, and then counts the shared part twice.
 *   PyTorch drops the graph after one walk; here it stays as long as somebody can name its loss.
 *
 * Page 40 · before it: scalar/operations.ts · after it: scalar/graphLayout.ts
 */
import { lesson, valueText } from "../lesson.ts";
import { checkValue, digits, type Value } from "./value.ts";

/** How many walks there have been; a number in the node is found faster than the node in a set. */
let walks = 0;

/**
 * The nodes that a value was computed from, inputs before users, itself last. No recursion: a chain of a hundred thousand
 * operations would need a call stack as deep.
 * @throws TypeError when `root` is no value.
 * @example
 * const [a, b] = [scalar.value(2, "a"), scalar.value(3, "b")];
 * const loss = scalar.label(scalar.multiply(scalar.label(scalar.add(a, b), "sum"), a), "loss");
 * scalar.topologicalOrder(loss).map((node) => node.label); // => ["a", "b", "sum", "loss"]
 */
export function topologicalOrder(root: Value): Value[] {
  checkValue(root, `walk the graph of ${valueText(root)}`);
  const order: Value[] = [];
  const walk = ++walks;
  root.walk = walk;
  const path = [root]; // from the root down to the node being looked at: what recursion would keep on its stack
  const next = [0]; // for each node of the path, which of its inputs comes next
  while (path.length > 0) {
    const depth = path.length - 1;
    const node = path[depth];
    const i = next[depth]++;
    if (i === node.inputs.length) {
      order.push(node); // all its inputs stand in the order already
      path.pop();
      next.pop();
    } else if (node.inputs[i].walk !== walk) {
      node.inputs[i].walk = walk;
      path.push(node.inputs[i]);
      next.push(0);
    }
  }
  return order;
}

/**
 * Fills in `grad` = ∂loss/∂node at every node that the loss was computed from. At leaves it is added to what is there.
 * @throws TypeError when the loss is no value; RangeError when it is NaN or infinite. No gradient has changed then.
 * @example
 * const [a, b] = [scalar.value(2), scalar.value(3)];
 * scalar.backward(scalar.multiply(scalar.add(a, b), a)); // (a + b) a, so 2a + b and a
 * [a.grad, b.grad]; // => [7, 2]
 */
export function backward(loss: Value): void {
  checkValue(loss, `start backward from ${valueText(loss)}`);
  const order = topologicalOrder(loss);
  if (!Number.isFinite(loss.data)) throw new RangeError(notFinite(loss, order));
  for (const node of order) if (node.operation !== "") node.grad = 0;
  loss.grad += 1; // ∂loss/∂loss
  for (let k = order.length - 1; k >= 0; k--) {
    const { inputs, slopes, grad } = order[k];
    for (let i = 0; i < inputs.length; i++) inputs[i].grad += grad * slopes[i]; // the chain rule
  }
}

/** Where it began: the first node that is not finite though all its inputs are. */
function notFinite(loss: Value, order: readonly Value[]): string {
  const origin = order.find(({ data }) => !Number.isFinite(data)) ?? loss;
  const inputs = origin.inputs.slice(0, 3).map(({ data }) => digits(data));
  const more = origin.inputs.length > 3 ? ` and ${origin.inputs.length - 3} more` : "";
  return lesson({
    cannot: `start backward from ${loss.data}`,
    as: "the loss must be a finite number",
    found: `it began with ${origin.operation} of ${inputs.join(" and ")}${more}, which is ${origin.data}`,
    try: "smaller numbers there",
  });
}

/**
 * Sets gradients back to 0, before the next `backward`: otherwise the next step follows the old slope too.
 * @param parameters (n)
 * @throws TypeError when one of them is no value.
 * @example
 * const a = scalar.value(3);
 * for (const square of [scalar.multiply(a, a), scalar.multiply(a, a)]) scalar.backward(square);
 * const before = a.grad; // twice 2a
 * scalar.zeroGrad([a]);
 * [before, a.grad]; // => [12, 0]
 */
export function zeroGrad(parameters: readonly Value[]): void {
  for (const [i, parameter] of parameters.entries()) checkValue(parameter, `set the gradient of parameter ${i} to 0`);
  for (const parameter of parameters) parameter.grad = 0;
}
