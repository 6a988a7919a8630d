import { describe, expect, test } from "vitest";
import { RMSprop } from "../../../lib/optim/rmsprop.ts";
import { item, tensor } from "../../../lib/tensor/create.ts";
import { expectGoesOn, expectLoopAgrees, expectSameBits, startParameters } from "./trajectories.ts";

const kinds = {
  plain: { alpha: 0.9 },
  centered: { centered: true, alpha: 0.9, epsilon: 1e-3 },
  rolling: { momentum: 0.5, weightDecay: 0.1 },
  "centered and rolling": { momentum: 0.5, centered: true, epsilon: 0.05 },
};

function after(settings: object, slopes: readonly number[]): number {
  const w = tensor([1], { dtype: "float64", requiresGrad: true });
  const optimizer = new RMSprop([w], { learningRate: 0.01, ...settings });
  for (const slope of slopes) {
    w.grad = tensor([slope], { dtype: "float64" });
    optimizer.step();
  }
  return item(w);
}

describe("RMSprop", () => {
  test.each(Object.entries(kinds))(
    "%s: ten compiled steps with a changing rate have the bits of eager ones",
    (_, settings) => {
      expectSameBits(RMSprop, settings);
    },
  );

  test.each(Object.entries(kinds))("%s: the kernel and the loop agree", (_, settings) => {
    expectLoopAgrees(RMSprop, settings);
  });

  test.each(Object.entries(kinds))("%s: goes on from a saved state, bit for bit", (_, settings) => {
    expectGoesOn(RMSprop, settings);
  });

  test("steps do not depend on the size of the slopes, and nothing makes up for the start at 0", () => {
    for (const slope of [1e-3, 1, 1e4]) expect(after({}, [slope])).toBeCloseTo(0.9, 4);
  });

  test("where slopes agree, the centred form goes further", () => {
    const slopes = Array.from({ length: 50 }, (_, i) => 1 + 0.01 * (i % 2));
    expect(1 - after({ centered: true }, slopes)).toBeGreaterThan(1.1 * (1 - after({}, slopes)));
  });

  test("groups may differ in what they remember", () => {
    const [a, b] = startParameters();
    const optimizer = new RMSprop([{ parameters: [a], momentum: 0.9, centered: true }, { parameters: [b] }]);
    expect(optimizer.stateOf().state.map((tensors) => tensors.length)).toEqual([3, 1]);
  });

  test("refuses settings out of their range", () => {
    expect(() => new RMSprop(startParameters(), { alpha: -0.1 })).toThrow(
      new RangeError("Cannot keep -0.1 of a mean square as alpha must be from 0 to below 1: got -0.1"),
    );
    expect(() => new RMSprop(startParameters(), { momentum: -1 })).toThrow(RangeError);
    expect(() => new RMSprop(startParameters(), { epsilon: Number.NaN })).toThrow(RangeError);
  });
});
