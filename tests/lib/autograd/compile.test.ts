import { describe, expect, test } from "vitest";
import { guarded } from "../../../lib/autograd/apply.ts";
import {
  add,
  assign,
  backward,
  bernoulli,
  compile,
  configure,
  grad,
  item,
  matmul,
  maximum,
  mean,
  multiply,
  noGrad,
  ones,
  optim,
  randn,
  random,
  relu,
  slice,
  subtract,
  sum,
  type Tensor,
  tensor,
  toArray,
  toTypedArray,
  transpose,
  zeroGrad,
  zeros,
} from "../../../lib/index.ts";

/** A network with dropout, weights, an optimizer and a rate that changes: everything that a replay must get right. */
function trainer(seed: number, dtype: "float32" | "float64" = "float32") {
  const rng = random(seed);
  const [w1, b1] = [randn(rng, [8, 16], { dtype, requiresGrad: true }), zeros([16], { dtype, requiresGrad: true })];
  const w2 = randn(rng, [16, 3], { dtype, requiresGrad: true });
  const optimizer = new optim.AdamW([w1, b1, w2], { learningRate: 0.01 });
  const step = (x: Tensor, y: Tensor): Tensor => {
    optimizer.zeroGrad();
    const h = relu(add(matmul(x, w1), b1));
    const kept = multiply(h, bernoulli(rng, 0.5, h.shape)); // dropout
    const difference = subtract(matmul(kept, w2), y);
    const loss = mean(multiply(difference, difference));
    backward(loss);
    optimizer.step();
    return loss;
  };
  const batch = (): [Tensor, Tensor] => [randn(rng, [4, 8], { dtype }), randn(rng, [4, 3], { dtype })];
  return { step, batch, optimizer, w1, b1, w2 };
}

describe("compile()", () => {
  test.each([
    ["float32", true],
    ["float32", false],
    ["float64", true],
  ] as const)(
    "gives the bits of the step itself, dropout and a changing rate included: %s, WebAssembly %s",
    (dtype, webAssembly) => {
      const before = configure({ webAssembly });
      try {
        const [eager, compiled] = [trainer(7, dtype), trainer(7, dtype)];
        const replayed = compile(compiled.step);
        for (let i = 0; i < 12; i++) {
          eager.optimizer.learningRate = compiled.optimizer.learningRate = 0.01 * (i + 1);
          const expected = eager.step(...eager.batch());
          const actual = replayed(...compiled.batch());
          expect(toTypedArray(actual), `loss ${i}`).toEqual(toTypedArray(expected));
          if (i % 5 === 4) expect(toTypedArray(compiled.w1), `weights after ${i}`).toEqual(toTypedArray(eager.w1));
        }
        expect(replayed.status).toMatch(/^replays \d+ operations/);
        expect(toArray(compiled.b1)).toEqual(toArray(eager.b1));
        expect(toArray(compiled.w2.grad as Tensor)).toEqual(toArray(eager.w2.grad as Tensor));
        expect(compiled.optimizer.steps).toBe(12);
      } finally {
        configure(before);
      }
    },
  );

  test("makes no tensor and no typed array in a replayed step", () => {
    const { step, batch, optimizer } = trainer(3);
    const replayed = compile((x: Tensor, y: Tensor): void => void step(x, y));
    const [x, y] = batch();
    for (let i = 0; i < 5; i++) replayed(x, y);
    expect(replayed.status).toMatch(/^replays/);
    let made = 0;
    const names = ["Float32Array", "Float64Array", "Int32Array", "Uint8Array"] as const;
    const originals = names.map((name) => globalThis[name]);
    for (const [i, name] of names.entries()) {
      const counting: unknown = new Proxy(originals[i], {
        construct(target, args, newTarget) {
          made += 1;
          return Reflect.construct(target, args, newTarget === counting ? target : newTarget) as object;
        },
      });
      Object.defineProperty(globalThis, name, { value: counting, configurable: true, writable: true });
    }
    const subarray = Object.getPrototypeOf(Float32Array.prototype) as { subarray: (...args: unknown[]) => unknown };
    const original = subarray.subarray;
    subarray.subarray = function (this: unknown, ...args: unknown[]) {
      made += 1;
      return original.apply(this, args);
    };
    try {
      new Float32Array(1).subarray(0, 1);
      expect(made, "the counter counts").toBe(2);
      made = 0;
      for (let i = 0; i < 20; i++) replayed(x, y);
      expect(made).toBe(0);
    } finally {
      subarray.subarray = original;
      for (const [i, name] of names.entries()) {
        Object.defineProperty(globalThis, name, { value: originals[i], configurable: true, writable: true });
      }
    }
    expect(optimizer.steps).toBe(25);
  });

  test("hands out copies, which later steps leave alone", () => {
    const { step, batch, w1 } = trainer(5);
    const replayed = compile(step);
    const [x, y] = batch();
    const kept: { loss: Tensor; value: number; weights: Tensor; first: number }[] = [];
    for (let i = 0; i < 20; i++) {
      const loss = replayed(x, y);
      const weights = slice(w1, 0, { start: 0, end: 1 }); // a view of the weights as they are now
      kept.push({ loss, value: item(loss), weights, first: toTypedArray(weights)[0] });
    }
    for (const { loss, value, weights, first } of kept) {
      expect(item(loss)).toBe(value);
      expect(toTypedArray(weights)[0]).toBe(first);
    }
    expect(new Set(kept.map(({ first }) => first)).size).toBe(20);
  });

  test("takes new numbers of a parameter, given between two steps", () => {
    const w = tensor([1], { requiresGrad: true });
    const step = compile((x: Tensor) => multiply(w, x));
    for (let i = 0; i < 3; i++) step(ones([1]));
    assign(w, tensor([5]));
    expect(item(step(ones([1])))).toBe(5);
  });

  test("lets two compiled steps share parameters", () => {
    const w = tensor([0], { requiresGrad: true });
    const increase = compile(() =>
      assign(
        w,
        noGrad(() => add(w, 1)),
      ),
    );
    const read = compile((x: Tensor) => add(w, x));
    const seen = Array.from({ length: 6 }, () => {
      increase();
      return item(read(zeros([1])));
    });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("swaps two parameters as the step itself does", () => {
    const [a, b] = [tensor([1]), tensor([2])];
    const swap = compile(() => {
      const former = add(a, 0);
      assign(a, b);
      assign(b, former);
    });
    const seen = Array.from({ length: 5 }, () => {
      swap();
      return [item(a), item(b)];
    });
    expect(swap.status).toMatch(/^replays/);
    expect(seen).toEqual([
      [2, 1],
      [1, 2],
      [2, 1],
      [1, 2],
      [2, 1],
    ]);
  });

  test("adds gradients up over steps that do not forget them", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    const accumulate = compile((x: Tensor) => backward(sum(multiply(w, x))));
    for (let i = 1; i <= 6; i++) {
      accumulate(ones([2]));
      expect(toArray(w.grad as Tensor)).toEqual([i, i]);
    }
    expect(accumulate.status).toMatch(/^replays/);
    zeroGrad([w]);
    accumulate(ones([2]));
    expect(toArray(w.grad as Tensor)).toEqual([1, 1]);
  });

  test("gives and takes away gradients that a step gives and takes away by hand", () => {
    const run = (isCompiled: boolean): unknown => {
      const w = tensor([1, 2], { requiresGrad: true });
      const optimizer = new optim.SGD([w], { learningRate: 0.1 });
      const byHand = (x: Tensor): void => {
        w.grad = null;
        backward(sum(multiply(multiply(w, w), x)));
        w.grad = multiply(w.grad as unknown as Tensor, 0.5); // null a moment ago
        optimizer.step();
        w.grad = multiply(x, 3);
      };
      const step = isCompiled ? compile(byHand) : byHand;
      for (let i = 0; i < 6; i++) step(tensor([i, 1]));
      if (isCompiled) expect((step as unknown as { status: string }).status).toMatch(/^replays/);
      return [toArray(w), toArray(w.grad)];
    };
    expect(run(true)).toEqual(run(false));
  });

  test("gives up when what a step depends on changes all the time, and keeps no more programs", () => {
    let mode = 0;
    const step = compile((x: Tensor) => {
      guarded(() => mode);
      return add(x, 1);
    });
    for (mode = 0; mode < 50; mode++) for (let i = 0; i < 2; i++) expect(item(step(tensor([mode])))).toBe(mode + 1);
    expect(step.status).toBe("runs as it is: what it depends on changes again and again");
  });

  test("tells arguments apart that are the same tensor while it is recorded", () => {
    const step = compile((x: Tensor, y: Tensor) => subtract(x, multiply(2, y)));
    const x = tensor([1]);
    for (let i = 0; i < 3; i++) expect(item(step(x, x))).toBe(-1);
    expect(item(step(tensor([10]), tensor([1])))).toBe(8);
  });

  test("has a program for each combination of argument shapes, layouts included", () => {
    const step = compile((x: Tensor) => sum(multiply(x, x)));
    const matrix = tensor([
      [1, 2],
      [3, 4],
    ]);
    for (let i = 0; i < 4; i++) {
      expect(item(step(matrix))).toBe(30);
      expect(item(step(tensor([1, 2, 3])))).toBe(14);
    }
    expect(item(step(transpose(slice(matrix, 0, { start: 1 }))))).toBe(25);
  });

  test("records anew when a guarded condition changes", () => {
    let training = true;
    const step = compile((x: Tensor) => (guarded(() => training) ? multiply(x, 2) : x));
    const run = (): number => item(step(tensor([3])));
    expect([run(), run(), run()]).toEqual([6, 6, 6]);
    training = false;
    expect([run(), run(), run()]).toEqual([3, 3, 3]);
    training = true;
    expect(run()).toBe(6);
  });

  test.each([
    [
      "a number that changes",
      () => {
        let i = 0;
        return (x: Tensor) => multiply(x, ++i);
      },
      /a number, that does not come in as an argument changes/,
    ],
    [
      "looking at a result",
      () => (x: Tensor) => multiply(x, item(sum(x)) > 0 ? 1 : -1),
      /looks at the numbers of a result/,
    ],
    [
      "looking at an argument",
      () => (x: Tensor) => multiply(x, item(slice(x, 0, { end: 1 })) > 0 ? 1 : -1),
      /looks at the numbers of an argument/,
    ],
    [
      "another operation each time",
      () => {
        let i = 0;
        return (x: Tensor) => (i++ % 2 === 0 ? add(x, x) : maximum(x, x));
      },
      /calls add one time and maximum the next|calls maximum one time and add the next/,
    ],
  ] as const)("runs a step as it is, and says why: %s", (_, make, reason) => {
    const [plain, step] = [make(), compile(make())];
    for (let i = 0; i < 10; i++) {
      const x = tensor([1 + i, 2]);
      expect(toArray(step(x))).toEqual(toArray(plain(x)));
    }
    expect(step.status).toMatch(/^runs as it is: /);
    expect(step.status).toMatch(reason);
  });

  test("passes on what the step throws, and goes on afterwards", () => {
    let fails = false;
    const step = compile((x: Tensor) => {
      if (fails) throw new Error("a fault");
      return add(x, 1);
    });
    step(ones([1]));
    fails = true;
    expect(() => step(ones([1]))).toThrow("a fault");
    fails = false;
    for (let i = 0; i < 3; i++) expect(item(step(ones([1])))).toBe(2);
    expect(step.status).toMatch(/^replays/);
  });

  test("compiles a step that takes second derivatives", () => {
    const w = tensor([2], { requiresGrad: true });
    const curvature = grad((x: Tensor) => sum(grad((z: Tensor) => sum(multiply(z, multiply(z, z))))(x)));
    const step = compile((x: Tensor) =>
      curvature(
        add(
          x,
          noGrad(() => w),
        ),
      ),
    );
    for (let i = 0; i < 4; i++) expect(item(step(tensor([1])))).toBe(18); // 6 (1 + 2)
    expect(step.status).toMatch(/^replays/);
  });

  test("refuses what is no function", () => {
    expect(() => compile(3 as never)).toThrow(
      "Cannot compile 3 as a step must be a function of tensors: got 3; try compile((x, y) => …)",
    );
  });
});
