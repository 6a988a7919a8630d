import { describe, expect, test } from "vitest";
import { apply } from "../../../lib/autograd/apply.ts";
import { gradientsOf } from "../../../lib/autograd/backward.ts";
import type { Operation } from "../../../lib/autograd/operation.ts";
import {
  add,
  assign,
  backward,
  detach,
  exp,
  item,
  matmul,
  multiply,
  noGrad,
  ones,
  randn,
  random,
  reshape,
  sum,
  type Tensor,
  tensor,
  toArray,
  topK,
  transpose,
  watchGradient,
  zeroGrad,
  zeros,
} from "../../../lib/index.ts";

const variable = (values: number | number[]): Tensor => tensor(values, { requiresGrad: true, dtype: "float64" });

describe("backward()", () => {
  test("adds up what comes back to a tensor that is used several times", () => {
    const x = variable([2]);
    backward(sum(add(multiply(x, x), multiply(x, 3)))); // x² + 3x
    expect(toArray(x.grad as Tensor)).toEqual([7]);
  });

  test("walks a chain of 100,000 operations without recursion", () => {
    const x = variable([1]);
    let y: Tensor = x;
    for (let i = 0; i < 100_000; i++) y = add(y, x);
    backward(sum(y));
    expect(toArray(x.grad as Tensor)).toEqual([100_001]);
  });

  test("adds gradients of leaves up over several calls until zeroGrad()", () => {
    const x = variable([1, 2]);
    for (let i = 0; i < 3; i++) backward(sum(multiply(x, x)));
    expect(toArray(x.grad as Tensor)).toEqual([6, 12]);
    zeroGrad([x]);
    expect(x.grad).toBeNull();
    backward(sum(x));
    expect(toArray(x.grad as Tensor)).toEqual([1, 1]);
  });

  test("leaves a kept gradient as it was when later ones are added", () => {
    const x = variable([1]);
    backward(sum(x));
    const first = x.grad as Tensor;
    backward(sum(x));
    expect([toArray(first), toArray(x.grad as Tensor)]).toEqual([[1], [2]]);
  });

  test("computes no gradient for what needs none", () => {
    const [w, x] = [variable([2]), tensor([3], { dtype: "float64" })];
    let asked = 0;
    const counting: Operation<null> = {
      name: "product",
      infer: ([a]) => a,
      forward: ([out], [a, b]) => {
        out.data[out.offset] = a.data[a.offset] * b.data[b.offset];
      },
      gradient: ({ grad, inputs: [a, b] }) => [
        () => multiply(grad, b),
        () => {
          asked += 1;
          return multiply(grad, a);
        },
      ],
    };
    backward(sum(apply(counting, [w, x], null)));
    expect([toArray(w.grad as Tensor), asked]).toEqual([[3], 0]);
  });

  test("refuses a loss of several elements, a loss without parameters, and what is no tensor", () => {
    expect(() => backward(zeros([32]))).toThrow(
      "Cannot start backward from shape (32) as the loss must be a scalar: it has 32 elements; try mean(loss)",
    );
    expect(() => backward(zeros([]))).toThrow(
      "the loss must depend on a tensor that requires a gradient: nothing that it was computed from does",
    );
    expect(() => backward(3 as never)).toThrow("Cannot start backward from 3 as it must be a tensor");
    const x = variable([1]);
    expect(() => backward(noGrad(() => sum(x)))).toThrow("requires a gradient");
  });

  test("refuses a second walk over a freed graph, with the cure, which works", () => {
    const x = variable([3]);
    const loss = sum(multiply(x, x));
    backward(loss);
    expect(() => backward(loss)).toThrow("Cannot start backward as an earlier backward has freed the graph");
    expect(toArray(x.grad as Tensor)).toEqual([6]);
    const again = sum(multiply(x, x));
    backward(again, { retainGraph: true });
    backward(again);
    expect(toArray(x.grad as Tensor)).toEqual([18]);
  });

  test("refuses a graph whose parameters have changed since, and changes no gradient", () => {
    const [w, v] = [variable([1]), variable([1])];
    const loss = sum(multiply(w, v));
    assign(w, tensor([2], { dtype: "float64" }));
    expect(() => backward(loss)).toThrow("the parameter of shape (1) has changed since");
    expect([w.grad, v.grad]).toEqual([null, null]);
    backward(sum(multiply(w, v)));
    expect(toArray(v.grad as Tensor)).toEqual([2]);
  });

  test("goes through views without copying what it does not have to", () => {
    const x = variable([1, 2, 3, 4]);
    const m = reshape(x, [2, 2]);
    backward(
      sum(
        multiply(
          transpose(m),
          tensor(
            [
              [1, 2],
              [3, 4],
            ],
            { dtype: "float64" },
          ),
        ),
      ),
    );
    expect(m.storage).toBe(x.storage);
    expect(toArray(x.grad as Tensor)).toEqual([1, 3, 2, 4]);
  });

  test("refuses the second derivative of an operation that has none", () => {
    const rough: Operation<null> = {
      name: "rough",
      infer: ([x]) => x,
      forward: ([y], [x]) => {
        y.data[y.offset] = x.data[x.offset];
      },
    };
    const x = variable([1]);
    expect(() => backward(sum(apply(rough, [x], null)))).toThrow(
      "Cannot differentiate rough as it is itself a derivative, made in one piece for speed",
    );
  });

  test("refuses a derivative of another shape than its input", () => {
    const wrong: Operation<null> = {
      ...({ name: "wrong", infer: ([x]) => x, forward: ([y], [x]) => void y.data.set(x.data) } as Operation<null>),
      gradient: ({ grad }) => [sum(grad)],
    };
    const x = variable([1, 2]);
    expect(() => backward(sum(apply(wrong, [x], null)))).toThrow(
      "Cannot pass the gradient of wrong on as it must have the shape and dtype of the input: got () float64 for (2) float64",
    );
  });

  test("lets float32 parameters of a batch product agree with float64", () => {
    const shapes = [
      [3, 4, 5],
      [5, 2],
    ];
    const grads = (["float32", "float64"] as const).map((dtype) => {
      const rng = random(4);
      const [a, b] = shapes.map((shape) => randn(rng, shape, { dtype, requiresGrad: true }));
      backward(sum(exp(matmul(a, b))));
      return toArray(b.grad as Tensor) as number[][];
    });
    for (const [i, row] of grads[0].entries()) {
      for (const [j, value] of row.entries()) expect(Math.abs(value / grads[1][i][j] - 1)).toBeLessThan(1e-4);
    }
  });

  test("ignores outputs that are whole numbers", () => {
    const x = variable([3, 1, 2]);
    const { values, indices } = topK(x, 2);
    expect([values.requiresGrad, indices.requiresGrad]).toEqual([true, false]);
  });
});

describe("gradientsOf()", () => {
  test("gives gradients of what is computed on the way, if asked", () => {
    const x = variable([2]);
    const h = multiply(x, 5);
    const found = gradientsOf(sum(multiply(h, h)), {}, [h]);
    expect([toArray(found.get(h) as Tensor), toArray(found.get(x) as Tensor), x.grad]).toEqual([[20], [100], null]);
  });
});

describe("watchGradient()", () => {
  test("sees gradients of leaves whole, and of others, until it is ended", () => {
    const x = variable([2]);
    const seen: number[] = [];
    const stop = watchGradient(x, (g) => seen.push(item(g)));
    backward(sum(add(multiply(x, x), x)));
    stop();
    backward(sum(multiply(x, x)));
    expect(seen).toEqual([5]);
  });

  test("refuses a tensor that gets no gradient, and what cannot be told of one", () => {
    expect(() => watchGradient(tensor([1, 2]), () => {})).toThrow(
      "Cannot watch the gradient of a tensor of shape (2) as it must require a gradient: it requires none",
    );
    expect(() => watchGradient(variable([2]), "x" as never)).toThrow('a function must be there to be told: got "x"');
  });
});

describe("detach()", () => {
  test("views the same numbers and keeps nothing of the graph", () => {
    const x = variable([1, 2]);
    const cut = detach(x);
    expect([cut.storage === x.storage, cut.requiresGrad, cut.origin]).toEqual([true, false, null]);
    const y = multiply(x, 2);
    expect([detach(y).origin, y.requiresGrad, add(detach(y), ones([2], { dtype: "float64" })).requiresGrad]).toEqual([
      null,
      true,
      false,
    ]);
  });
});
