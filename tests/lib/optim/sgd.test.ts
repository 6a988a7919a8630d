import { describe, expect, test } from "vitest";
import { SGD } from "../../../lib/optim/sgd.ts";
import { toArray } from "../../../lib/tensor/create.ts";
import { expectGoesOn, expectLoopAgrees, expectSameBits, startParameters, takeSteps } from "./trajectories.ts";

const kinds = {
  plain: {},
  decaying: { weightDecay: 0.1 },
  rolling: { momentum: 0.9 },
  damped: { momentum: 0.9, dampening: 0.4, weightDecay: 0.1 },
  "looking ahead": { momentum: 0.8, nesterov: true },
};

describe("SGD", () => {
  test.each(Object.entries(kinds))(
    "%s: ten compiled steps with a changing rate have the bits of eager ones",
    (_, settings) => {
      expectSameBits(SGD, settings);
      expectLoopAgrees(SGD, settings);
    },
  );

  test.each(Object.entries(kinds))("%s: goes on from a saved state, bit for bit", (_, settings) => {
    expectGoesOn(SGD, { learningRate: 0.1, ...settings });
  });

  test("every setting changes where it goes", () => {
    const ends = [...Object.values(kinds), { momentum: 0.8 }, { momentum: 0.9, dampening: 0.4 }].map((settings) => {
      const parameters = startParameters();
      takeSteps(new SGD(parameters, { learningRate: 0.1, ...settings }), parameters);
      return JSON.stringify(parameters.map(toArray));
    });
    expect(new Set(ends).size).toBe(ends.length);
  });

  test("refuses what cannot be meant", () => {
    const make = (settings: object) => () => new SGD(startParameters(), settings);
    expect(make({ nesterov: true })).toThrow(
      "Cannot look ahead as Nesterov does as that needs momentum and no dampening: got momentum 0 and dampening 0; try momentum: 0.9",
    );
    expect(make({ nesterov: true, momentum: 0.9, dampening: 0.1 })).toThrow(/momentum 0.9 and dampening 0.1/);
    expect(make({ momentum: -1 })).toThrow(RangeError);
    expect(make({ learningRate: -0.1 })).toThrow(
      "Cannot learn at the rate -0.1 as it must be a number from 0 up: got -0.1",
    );
    expect(make({ weightDecay: Number.NaN })).toThrow("Cannot decay weights by NaN");
  });
});
