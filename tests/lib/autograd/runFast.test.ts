import { afterEach, describe, expect, test } from "vitest";
import { configure, settings } from "../../../lib/autograd/configure.ts";
import type { Operation } from "../../../lib/autograd/operation.ts";
import { aligned, hasKernels, isForKernels, runFast, scratchBytesOf } from "../../../lib/autograd/runFast.ts";
import { add, matmul, slice, tensor, toArray, toTypedArray, transpose, zeros } from "../../../lib/index.ts";

const initial = settings();
afterEach(() => void configure(initial));

describe("runFast()", () => {
  /** Tells the layouts it was given, and writes 7 into the first element of the output. */
  const spying = (seen: unknown[]): Operation<null> => ({
    name: "spy",
    infer: ([x]) => x,
    forward: () => {
      throw new Error("the readable loop");
    },
    fast:
      ({ outputs: [output], inputs: [input], scratch }) =>
      () => {
        seen.push([input.strides, input.data[input.offset], input.pointer === 4 * input.offset, scratch % 64]);
        output.data[output.offset] = 7;
      },
    scratchBytes: () => 100,
  });

  test("shows operands with their own strides, at aligned places, and brings the output back", () => {
    const x = slice(
      transpose(
        tensor([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      ),
      0,
      { start: 1 },
    ); // (2, 2), strides (1, 3)
    const [output, seen] = [zeros([2, 2]), [] as unknown[]];
    expect(runFast(spying(seen), [output], [x], null)).toBe(true);
    expect([seen, toTypedArray(output)[0]]).toEqual([[[[1, 3], 2, true, 0]], 7]);
  });

  test("leaves float64, and everything where WebAssembly is off, to the readable loop", () => {
    const wide = zeros([1], { dtype: "float64" });
    expect(runFast(spying([]), [wide], [wide], null)).toBe(false);
    configure({ webAssembly: false });
    expect([runFast(spying([]), [zeros([1])], [zeros([1])], null), hasKernels()]).toEqual([false, false]);
  });

  test("changes nothing when the operation has no kernel for the layout", () => {
    const none: Operation<null> = { ...spying([]), fast: () => null };
    const output = zeros([1]);
    expect([runFast(none, [output], [output], null), toArray(output)]).toEqual([false, [0]]);
  });

  test("goes on after the scratch area has grown", () => {
    const small = (): unknown => toArray(add(tensor([1, 2]), tensor([3, 4])));
    expect(small()).toEqual([4, 6]);
    const big = zeros([1200, 1200]);
    expect(matmul(big, big).size).toBe(1_440_000);
    expect(small()).toEqual([4, 6]);
  });
});

describe("scratchBytesOf()", () => {
  test("asks only where a kernel would run", () => {
    const wanting: Operation<null> = { name: "w", infer: ([x]) => x, forward: () => {}, scratchBytes: () => 128 };
    expect(scratchBytesOf(wanting, [zeros([1])], [], null)).toBe(128);
    expect(scratchBytesOf(wanting, [zeros([1], { dtype: "float64" })], [], null)).toBe(0);
  });
});

describe("isForKernels() and aligned()", () => {
  test("want float32 and no float64, and multiples of 64", () => {
    const [f, d, i] = (["float32", "float64", "int32"] as const).map((dtype) => zeros([1], { dtype }));
    expect([isForKernels([f], [i]), isForKernels([i], [f]), isForKernels([i], [i]), isForKernels([f], [d])]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([0, 1, 64, 65].map(aligned)).toEqual([0, 64, 64, 128]);
  });
});
