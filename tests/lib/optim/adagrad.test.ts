import { describe, expect, test } from "vitest";
import { Adagrad } from "../../../lib/optim/adagrad.ts";
import { tensor, toArray } from "../../../lib/tensor/create.ts";
import { expectGoesOn, expectLoopAgrees, expectSameBits, startParameters } from "./trajectories.ts";

const kinds = {
  plain: {},
  "slower and slower": { learningRateDecay: 0.3, weightDecay: 0.1 },
  cautious: { initialAccumulator: 2 },
};

describe("Adagrad", () => {
  test.each(Object.entries(kinds))(
    "%s: ten compiled steps with a changing rate have the bits of eager ones",
    (_, settings) => {
      expectSameBits(Adagrad, settings);
      expectLoopAgrees(Adagrad, settings);
    },
  );

  test.each(Object.entries(kinds))("%s: goes on from a saved state, bit for bit", (_, settings) => {
    expectGoesOn(Adagrad, settings);
  });

  test("what was rarely touched still takes long steps", () => {
    const w = tensor([0, 0], { dtype: "float64", requiresGrad: true });
    const optimizer = new Adagrad([w], { learningRate: 1 });
    let before = [0, 0];
    for (let i = 0; i < 9; i++) {
      before = toArray<number[]>(w);
      w.grad = tensor([1, i === 8 ? 1 : 0], { dtype: "float64" });
      optimizer.step();
    }
    const [often, rarely] = toArray<number[]>(w).map((value, i) => before[i] - value);
    expect([often, rarely]).toEqual([expect.closeTo(1 / 3, 9), expect.closeTo(1, 9)]);
  });

  test("refuses settings out of their range", () => {
    for (const name of ["epsilon", "learningRateDecay", "initialAccumulator"]) {
      expect(() => new Adagrad(startParameters(), { [name]: -1 })).toThrow(RangeError);
    }
  });
});
