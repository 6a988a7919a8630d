// Derivatives of a layer against measured slopes: of every element of every input and of every parameter, in float64.
import type { Module } from "../../../lib/nn/module.ts";
import { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, type GradientCheckOptions, type RandomInput } from "../gradientCheck.ts";

/**
 * Checks a layer's derivatives. It becomes float64.
 * @param forward Its output for the inputs; several outputs may be concatenated.
 */
export function checkLayer(
  layer: Module,
  inputs: readonly (RandomInput | Tensor)[],
  forward: (...inputs: Tensor[]) => Tensor = (x) => (layer as Module & { forward(x: Tensor): Tensor }).forward(x),
  options: GradientCheckOptions = {},
): void {
  layer.to("float64");
  const places = layer.namedModules().flatMap(([, part]) => {
    const owner = part as unknown as Record<string, unknown>;
    return Object.entries(owner).flatMap(([name, value]) =>
      value instanceof Tensor && value.requiresGrad ? [{ owner, name, value }] : [],
    );
  });
  const distinct = [...new Set(places.map(({ value }) => value))];
  const f = (...all: Tensor[]): Tensor => {
    const [given, parameters] = [all.slice(0, inputs.length), all.slice(inputs.length)];
    for (const { owner, name, value } of places) owner[name] = parameters[distinct.indexOf(value)];
    try {
      return forward(...given);
    } finally {
      for (const { owner, name, value } of places) owner[name] = value;
    }
  };
  checkGradients(f, [...inputs, ...distinct], options);
}
