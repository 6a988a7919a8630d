import { describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import { compile } from "../../../lib/autograd/compile.ts";
import { multiply } from "../../../lib/ops/arithmetic.ts";
import { sum } from "../../../lib/ops/reduce.ts";
import { item, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { DivergenceError, finiteLoss } from "../../../lib/train/finiteLoss.ts";
import { History } from "../../../lib/train/history.ts";

describe("finiteLoss()", () => {
  test("lets a finite loss and its gradient through unchanged", () => {
    const w = tensor([2, 3], { requiresGrad: true });
    const loss = finiteLoss(sum(multiply(w, w)), new History());
    backward(loss);
    expect([item(loss), toArray(w.grad)]).toEqual([13, [4, 6]]);
  });

  test.each([Number.NaN, Infinity, -Infinity])("stops at %d, with the last finite loss", (value) => {
    const history = new History();
    history.losses.push(...new Array(410).fill(9), 2.3104);
    const message = `Cannot continue training as the loss is ${value} at step 412: last finite loss was 2.31; try a smaller learningRate`;
    expect(() => finiteLoss(tensor(value), history)).toThrow(new DivergenceError(message, history));
  });

  test("stops a replay too, before what comes after it", () => {
    const [history, w] = [new History(), tensor([1], { requiresGrad: true })];
    const step = compile((x: Tensor) => {
      const loss = finiteLoss(sum(multiply(w, x)), history);
      backward(loss);
      return loss;
    });
    for (let i = 0; i < 4; i++) history.losses.push(item(step(tensor([i]))));
    expect(step.status).toMatch(/^replays/);
    expect(() => step(tensor([Number.NaN]))).toThrow("the loss is NaN at step 5: last finite loss was 3");
    expect(item(step(tensor([7])))).toBe(7); // and can be called again
  });

  test("refuses a loss that is not one number", () => {
    expect(() => finiteLoss(zeros([32]), new History())).toThrow(
      new TypeError(
        "Cannot train with a loss of shape (32) as the loss must be a scalar: it has 32 elements; try mean(loss)",
      ),
    );
    expect(() => finiteLoss(1 as never, new History())).toThrow(TypeError);
  });
});
