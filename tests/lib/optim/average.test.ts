import { describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import { compile } from "../../../lib/autograd/compile.ts";
import { multiply, subtract } from "../../../lib/ops/arithmetic.ts";
import { sum } from "../../../lib/ops/reduce.ts";
import { EMA } from "../../../lib/optim/average.ts";
import { SGD } from "../../../lib/optim/sgd.ts";
import { tensor, toArray } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";

describe("EMA", () => {
  test("in a compiled step has the bits of eager ones", () => {
    const run = (isCompiled: boolean) => {
      const w = tensor([0, 0, 0], { requiresGrad: true });
      const optimizer = new SGD([w], { learningRate: 0.1 });
      const ema = new EMA([w], { decay: 0.7 });
      const step = (target: Tensor): Tensor => {
        optimizer.zeroGrad();
        const gap = subtract(w, target);
        const loss = sum(multiply(gap, gap));
        backward(loss);
        optimizer.step();
        ema.update();
        return loss;
      };
      const taken = isCompiled ? compile(step) : step;
      const seen = Array.from({ length: 10 }, (_, i) => {
        taken(tensor([1, 2, i]));
        return toArray(ema.averages[0]);
      });
      if (isCompiled) expect((taken as typeof taken & { status: string }).status).toMatch(/^replays/);
      return seen;
    };
    expect(run(true)).toEqual(run(false));
  });

  test("with() shows the averages and changes back, also after an error; what was read before stays", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    const ema = new EMA([w], { decay: 0.5 });
    new SGD([w], { learningRate: 1 });
    w.grad = tensor([1, 1]);
    new SGD([w], { learningRate: 1 }).step();
    ema.update(); // w (0, 1), average (0.5, 1.5)
    expect(ema.with(() => toArray(w))).toEqual([0.5, 1.5]);
    expect(toArray(w)).toEqual([0, 1]);
    expect(() =>
      ema.with(() => {
        throw new Error("while evaluating");
      }),
    ).toThrow("while evaluating");
    expect([toArray(w), toArray(ema.averages[0])]).toEqual([
      [0, 1],
      [0.5, 1.5],
    ]);
    ema.swap();
    expect([toArray(w), toArray(ema.averages[0]), w.requiresGrad]).toEqual([[0.5, 1.5], [0, 1], true]);
  });

  test("refuses a decay outside [0, 1) and what is no tensor", () => {
    const w = tensor([1], { requiresGrad: true });
    expect(() => new EMA([w], { decay: 1 })).toThrow(
      new RangeError("Cannot keep 1 of an average as decay must be from 0 to below 1: got 1"),
    );
    expect(() => new EMA([1] as never)).toThrow(TypeError);
  });
});
