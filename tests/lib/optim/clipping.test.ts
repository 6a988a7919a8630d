import { describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import { compile } from "../../../lib/autograd/compile.ts";
import { multiply, subtract } from "../../../lib/ops/arithmetic.ts";
import { sum } from "../../../lib/ops/reduce.ts";
import { clipGradNorm, clipGradValue } from "../../../lib/optim/clipping.ts";
import { SGD } from "../../../lib/optim/sgd.ts";
import { item, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";

/** Ten steps towards far-away targets, the norm of each. */
function descent(isCompiled: boolean, clip: (w: Tensor) => Tensor): { norms: number[]; end: unknown; status: string } {
  const w = tensor([0, 0, 0], { requiresGrad: true });
  const optimizer = new SGD([w], { learningRate: 0.1 });
  const step = (target: Tensor): Tensor => {
    optimizer.zeroGrad();
    const gap = subtract(w, target);
    backward(sum(multiply(gap, gap)));
    const norm = clip(w);
    optimizer.step();
    return norm;
  };
  const taken = isCompiled ? compile(step) : step;
  const norms = Array.from({ length: 10 }, (_, i) => item(taken(tensor([1, 2 * i, -1]))));
  return { norms, end: toArray(w), status: "status" in taken ? String(taken.status) : "" };
}

describe.each([
  ["clipGradNorm()", (w: Tensor) => clipGradNorm([w], 0.5)],
  [
    "clipGradValue()",
    (w: Tensor) => {
      clipGradValue([w], 0.25);
      return sum(w.grad as Tensor);
    },
  ],
] as const)("%s", (_, clip) => {
  test("in a compiled step does what it does in an eager one, bit for bit", () => {
    const [eager, compiled] = [descent(false, clip), descent(true, clip)];
    expect(compiled.status).toMatch(/^replays/);
    expect([compiled.norms, compiled.end]).toEqual([eager.norms, eager.end]);
    expect(new Set(eager.norms).size).toBeGreaterThan(1);
  });
});

describe("clipGradNorm()", () => {
  test("in a compiled step clips gradients that were there before it", () => {
    const run = (isCompiled: boolean) => {
      const w = zeros([2], { requiresGrad: true });
      const optimizer = new SGD([w], { learningRate: 1 });
      const step = () => {
        const norm = clipGradNorm([w], 1);
        optimizer.step();
        return norm;
      };
      const taken = isCompiled ? compile(step) : step;
      const seen = Array.from({ length: 6 }, (_, i) => {
        w.grad = tensor([3 * (i + 1), 4 * (i + 1)]);
        return [item(taken()), toArray(w.grad), toArray(w)];
      });
      if ("status" in taken) expect(taken.status).toMatch(/^replays/);
      return seen;
    };
    const eager = run(false);
    expect(run(true)).toEqual(eager);
    expect(eager.map(([norm]) => norm)).toEqual([5, 10, 15, 20, 25, 30]);
  });

  test("keeps the direction, over all parameters together", () => {
    const [a, b] = [zeros([1], { requiresGrad: true }), zeros([1], { requiresGrad: true })];
    a.grad = tensor([30]);
    b.grad = tensor([-40]);
    expect(item(clipGradNorm([a, b], 1))).toBe(50);
    expect(toArray<number[]>(a.grad)[0] / toArray<number[]>(b.grad)[0]).toBeCloseTo(-0.75, 6);
    expect(item(clipGradNorm([a, b], Infinity))).toBeCloseTo(1, 5);
    expect(toArray<number[]>(a.grad)[0]).toBeCloseTo(0.6, 5);
  });

  test("gradients of 0 stay 0, and parameters without one are passed over", () => {
    const [a, b] = [zeros([2], { requiresGrad: true }), zeros([2], { requiresGrad: true })];
    a.grad = zeros([2]);
    expect(item(clipGradNorm([a, b], 1))).toBe(0);
    expect([toArray(a.grad), b.grad]).toEqual([[0, 0], null]);
  });

  test("refuses a limit that is none, and parameters without gradients", () => {
    const w = zeros([2], { requiresGrad: true });
    expect(() => clipGradNorm([w], 1)).toThrow(
      "Cannot clip gradients as at least one parameter must have one: none of 1 has; try backward(loss) first",
    );
    w.grad = tensor([3, 4]);
    expect(() => clipGradNorm([w], 0)).toThrow(
      new RangeError("Cannot clip gradients to the norm 0 as it must be above 0: got 0"),
    );
    expect(() => clipGradValue([w], Number.NaN)).toThrow(RangeError);
    expect(toArray(w.grad)).toEqual([3, 4]);
  });
});
