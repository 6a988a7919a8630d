import { describe, expect, test } from "vitest";
import { perAxis, positionOf, type Sliding, windowOf, windowsAlong } from "../../../lib/ops/window.ts";

/** Every sliding of small sizes. */
function* slidings(): Generator<Sliding> {
  for (const kernel of [1, 2, 3, 5]) {
    for (const stride of [1, 2, 3]) {
      for (const dilation of [1, 2, 4]) {
        for (const [before, after] of [
          [0, 0],
          [1, 1],
          [2, 3],
          [0, 4],
        ])
          yield { kernel, stride, dilation, before, after };
      }
    }
  }
}

describe("a window that slides", () => {
  test("windowsAlong() counts the places where every tap is inside the padded input", () => {
    for (const sliding of slidings()) {
      for (let size = 0; size < 9; size++) {
        let count = 0;
        while (positionOf(sliding, count, sliding.kernel - 1) < size + sliding.after) count++;
        expect(Math.max(0, windowsAlong(size, sliding)), JSON.stringify({ ...sliding, size })).toBe(count);
      }
    }
  });

  test("windowOf() finds the window again", () => {
    for (const sliding of slidings()) {
      for (let tap = 0; tap < sliding.kernel; tap++) {
        expect(windowOf(sliding, positionOf(sliding, 4, tap), tap)).toBe(4);
        if (sliding.stride > 1) expect(windowOf(sliding, positionOf(sliding, 4, tap) + 1, tap)).not.toBeCloseTo(4, 6);
      }
    }
  });

  test("perAxis() gives a copy, so that later changes of an option change nothing", () => {
    const given = [1, 2];
    const sizes = perAxis(given, 2, "stride", 1, "convolve");
    given[0] = 9;
    expect(sizes).toEqual([1, 2]);
    expect(() => perAxis("2" as never, 2, "stride", 1, "convolve")).toThrow(
      'Cannot convolve with stride "2" as it must be a number or 2 numbers, for height and width: got "2"',
    );
  });
});
