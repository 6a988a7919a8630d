// Layers against PyTorch: the cases of tests/lib/reference/layers.py, in both float types.
import { expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import type { Module } from "../../../lib/nn/module.ts";
import { add, multiply, subtract } from "../../../lib/ops/arithmetic.ts";
import { sumTo } from "../../../lib/ops/broadcast.ts";
import { SGD } from "../../../lib/optim/sgd.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { readReference } from "../reference/readReference.ts";
import { expectStored, restored, type StoredTensor } from "../reference/readTensor.ts";

// biome-ignore lint/suspicious/noExplicitAny: settings of all layers
export type Settings = Record<string, any>;

interface LayerCase {
  readonly name: string;
  readonly settings: Settings;
  readonly call: Settings;
  readonly training: boolean;
  readonly state: Readonly<Record<string, StoredTensor>>;
  readonly inputs: readonly StoredTensor[];
  readonly outputs: readonly StoredTensor[];
  readonly weights: readonly StoredTensor[];
  readonly inputGradients: readonly (StoredTensor | null)[];
  readonly gradients: Readonly<Record<string, StoredTensor>>;
  readonly stateAfter?: Readonly<Record<string, StoredTensor>>;
  /** After ten steps of SGD towards `weights`, at a rate of 0.001; for layers that have parameters. */
  readonly afterTenSteps?: Readonly<Record<string, StoredTensor>>;
}

/**
 * Loads PyTorch's state into our layer, and compares keys, outputs, gradients and what is left behind.
 * @param run All outputs of a layer for all inputs.
 */
export function testAgainstPyTorch<M extends Module>(
  name: string,
  build: (settings: Settings) => M,
  run: (layer: M, inputs: readonly Tensor[], call: Settings) => readonly Tensor[],
): void {
  const cases = readReference<{ cases: LayerCase[] }>("layers").cases.filter((one) => one.name === name);
  test(`there are PyTorch's numbers of ${name}`, () => expect(cases.length).toBeGreaterThan(0));
  test.each(
    (["float64", "float32"] as const).flatMap((dtype) =>
      cases.map((one) => ({ dtype, settings: JSON.stringify(one.settings), one })),
    ),
  )(`${name} gives PyTorch's numbers in $dtype with $settings`, ({ dtype, one }) => {
    const layer = build(one.settings).to(dtype).train(one.training);
    expect(Object.keys(layer.stateDict()), "keys, in PyTorch's order").toEqual(Object.keys(one.state));
    layer.loadStateDict(
      Object.fromEntries(Object.entries(one.state).map(([key, stored]) => [key, restored(stored, dtype)])),
    );
    const inputs = one.inputs.map((stored) => restored(stored, dtype, true));
    const outputs = run(layer, inputs, one.call);
    expect(outputs.length, "number of outputs").toBe(one.outputs.length);
    for (const [i, output] of outputs.entries()) expectStored(output, one.outputs[i], `output ${i}`);
    backward(
      outputs
        .map((output, i) => sumTo(multiply(output, restored(one.weights[i], dtype)), []))
        .reduce((total, part) => add(total, part)),
    );
    for (const [i, stored] of one.inputGradients.entries()) {
      if (stored !== null) expectStored(inputs[i].grad, stored, `the gradient of input ${i}`);
    }
    for (const [key, parameter] of layer.namedParameters()) expectStored(parameter.grad, one.gradients[key], key);
    for (const [key, stored] of Object.entries(one.stateAfter ?? {})) {
      expectStored(layer.stateDict()[key], stored, `${key} afterwards`);
    }
    if (one.afterTenSteps === undefined) return;
    const optimizer = new SGD(layer.parameters(), { learningRate: 0.001 });
    for (let step = 0; step < 10; step++) {
      optimizer.zeroGrad();
      const squares = run(layer, inputs, one.call).map((output, i) => {
        const error = subtract(output, restored(one.weights[i], dtype));
        return sumTo(multiply(error, error), []);
      });
      backward(squares.reduce((total, part) => add(total, part)));
      optimizer.step();
    }
    const trained = layer.stateDict();
    for (const [key, stored] of Object.entries(one.afterTenSteps)) {
      expectStored(trained[key], stored, `${key} after ten steps`);
    }
  });
}
