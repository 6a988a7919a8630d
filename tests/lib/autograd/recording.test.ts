import { describe, expect, test } from "vitest";
import { effect, guarded } from "../../../lib/autograd/apply.ts";
import { difference, type Recording, record } from "../../../lib/autograd/recording.ts";
import {
  add,
  assign,
  backward,
  item,
  multiply,
  ones,
  reshape,
  sum,
  type Tensor,
  tensor,
  transpose,
  zeroGrad,
  zeros,
} from "../../../lib/index.ts";

const tensorsIn = (tensors: readonly Tensor[]): readonly Tensor[] => tensors;
const written = (step: (...args: Tensor[]) => readonly Tensor[], ...args: Tensor[]): Recording =>
  record(step, args, tensorsIn).recording;
const names = ({ calls }: Recording): string[] =>
  calls.map((call) => ("effect" in call ? "effect" : call.operation.name));

describe("record()", () => {
  test("numbers buffers, and lets views leave no trace", () => {
    const recording = written((x) => [transpose(add(reshape(transpose(x), [3, 2]), 1))], zeros([3, 2]));
    expect(names(recording)).toEqual(["contiguous", "add"]); // a transposed tensor has to be copied to be reshaped
    const [{ buffer, shape, strides }] = recording.results;
    expect([buffer, shape, strides]).toEqual([3, [2, 3], [1, 2]]);
  });

  test("writes down where leaves, results and gradients lie", () => {
    const w = ones([2], { requiresGrad: true });
    const recording = written(
      (x) => {
        zeroGrad([w]);
        const loss = sum(multiply(w, x));
        backward(loss);
        assign(w, add(w, x));
        return [loss];
      },
      ones([2]),
    );
    expect(recording.buffers.map(({ source }) => source.kind).slice(0, 2)).toEqual(["argument", "leaf"]);
    expect(recording.assigned.map(({ leaf }) => leaf)).toEqual([w]);
    expect(recording.grads.map(({ leaf, grad }) => [leaf, grad?.shape])).toEqual([[w, [2]]]);
    expect(recording.obstacle).toBeNull();
  });

  test("writes down effects and guards in their places", () => {
    const nothing = (): void => {};
    const recording = written(
      (x) => {
        const y = add(x, 1);
        effect(nothing);
        return guarded(() => true) ? [add(y, 1)] : [];
      },
      zeros([1]),
    );
    expect([names(recording), recording.guards.map(({ value }) => value)]).toEqual([["add", "effect", "add"], [true]]);
  });

  test("notes that numbers of the step were looked at, but not those from outside", () => {
    const constant = tensor(2);
    expect(written((x) => [multiply(x, item(constant))], zeros([1])).obstacle).toBeNull();
    expect(written((x) => [multiply(x, item(sum(x)))], zeros([1])).obstacle).toMatch(
      /looks at the numbers of a result of the step/,
    );
    expect(written((x) => [multiply(x, String(x).length)], zeros([1])).obstacle).toMatch(
      /of an argument of the step, to print it/,
    );
  });

  test("stops recording when the step throws", () => {
    expect(() => written(() => [add(zeros([2]), zeros([3]))])).toThrow("Cannot add (2) and (3)");
    expect(names(written((x) => [x], zeros([1])))).toEqual([]);
  });
});

describe("difference()", () => {
  const twice = (make: (i: number) => readonly [(x: Tensor) => readonly Tensor[], Tensor]): string | null => {
    const [a, b] = [0, 1].map((i) => {
      const [step, x] = make(i);
      return written(step, x);
    });
    return difference(a, b);
  };

  test("is null for the same calls, constants of the same value included", () => {
    expect(twice((i) => [(x) => [add(multiply(x, 2), tensor([1, 2]))], tensor([i, i])])).toBeNull();
  });

  test.each([
    [
      "more operations",
      (i: number) => [(x: Tensor) => [i === 0 ? add(x, 1) : add(add(x, 1), 1)], zeros([1])],
      /1 operations one time and 2 the next/,
    ],
    [
      "a constant",
      (i: number) => [(x: Tensor) => [add(x, i)], zeros([1])],
      /a number, that does not come in as an argument/,
    ],
    [
      "a parameter made anew",
      (_: number) => [(x: Tensor) => [add(x, ones([1], { requiresGrad: true }))], zeros([1])],
      /changes from step to step/,
    ],
    ["the shape", (i: number) => [(x: Tensor) => [add(x, 1)], zeros([i + 1])], /shapes in add change/],
    ["settings", (i: number) => [(x: Tensor) => [sum(x, { axis: i })], zeros([2, 2])], /change/],
    [
      "what is returned",
      (i: number) => {
        return [
          (x: Tensor) => {
            const y = add(x, 1);
            const z = add(x, 2);
            return [i === 0 ? y : z];
          },
          zeros([1]),
        ];
      },
      /returns or changes other tensors/,
    ],
    [
      "an effect",
      (_: number) => [
        (x: Tensor) => {
          effect(() => {});
          return [x];
        },
        zeros([1]),
      ],
      /an effect that is not the same function/,
    ],
  ] as const)("names %s", (_, make, message) => {
    expect(twice(make as never)).toMatch(message);
  });
});
