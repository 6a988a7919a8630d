import { describe, expect, test } from "vitest";
import { Adam, AdamW } from "../../../lib/optim/adam.ts";
import { item, tensor, toArray } from "../../../lib/tensor/create.ts";
import { expectGoesOn, expectLoopAgrees, expectSameBits, startParameters } from "./trajectories.ts";

const kinds = { plain: {}, decaying: { weightDecay: 0.1 }, "of other betas": { betas: [0.5, 0.8], epsilon: 1e-3 } };

/** A parameter that starts at 1, after a number of steps with given slopes. */
function after(make: typeof Adam | typeof AdamW, settings: object, slopes: readonly number[]): number {
  const w = tensor([1], { dtype: "float64", requiresGrad: true });
  const optimizer = new make([w], { learningRate: 0.1, ...settings });
  for (const slope of slopes) {
    w.grad = tensor([slope], { dtype: "float64" });
    optimizer.step();
  }
  return item(w);
}

describe.each([
  ["Adam", Adam],
  ["AdamW", AdamW],
] as const)("%s", (_, make) => {
  test.each(Object.entries(kinds))(
    "%s: ten compiled steps with a changing rate have the bits of eager ones",
    (_, settings) => {
      expectSameBits(make, settings);
      expectLoopAgrees(make, settings);
    },
  );

  test.each(Object.entries(kinds))("%s: goes on from a saved state, bit for bit", (_, settings) => {
    expectGoesOn(make, { learningRate: 0.1, ...settings });
  });

  test("the first step has length α however small the slope: without bias correction it would be 0.316 α", () => {
    for (const slope of [1e-3, 1, 1e4]) expect(after(make, { weightDecay: 0 }, [slope])).toBeCloseTo(0.9, 5);
    expect(after(make, { weightDecay: 0 }, [-5])).toBeCloseTo(1.1, 9);
  });

  test("slopes that contradict each other cancel in the mean and not in the mean square", () => {
    const [agreeing, fighting] = [
      [1, 1, 1, 1],
      [1, -1, 1, -1],
    ].map((slopes) => 1 - after(make, { weightDecay: 0 }, slopes));
    expect(agreeing).toBeCloseTo(0.4, 6);
    expect(Math.abs(fighting)).toBeLessThan(0.15);
  });

  test("refuses betas outside [0, 1) and a negative epsilon", () => {
    expect(() => new make(startParameters(), { betas: [0.9, 1] })).toThrow(
      new RangeError("Cannot keep 1 of an average as betas must be from 0 to below 1: got [0.9, 1]"),
    );
    expect(() => new make(startParameters(), { epsilon: -1 })).toThrow(RangeError);
  });
});

test("decay is a part of Adam's slope, which the ratio undoes, and beside it in AdamW", () => {
  expect(after(Adam, { weightDecay: 0.5 }, [0.001])).toBeCloseTo(0.9, 6); // the same length α, whatever the decay
  expect(after(AdamW, { weightDecay: 0.5 }, [0.001])).toBeCloseTo(0.95 - 0.1, 5);
  expect(after(AdamW, { weightDecay: 0.5 }, [0])).toBe(0.95); // a slope of 0 still decays
});

test("AdamW decays by 0.01 if nobody says otherwise, and Adam not at all", () => {
  const w = startParameters();
  expect([new AdamW(w).groups[0].weightDecay, new Adam(w).groups[0].weightDecay]).toEqual([0.01, 0]);
  expect(toArray(w[0])).toEqual(toArray(startParameters()[0]));
});
