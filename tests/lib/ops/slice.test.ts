import { describe, expect, test } from "vitest";
import { arange, pad, reshape, slice, type Tensor, toArray } from "../../../lib/index.ts";
import { checkGradients } from "../gradientCheck.ts";

const table = (): Tensor => reshape(arange(24), [2, 3, 4]);

describe("slice()", () => {
  test("agrees with Array.slice on every start and end, and takes every step", () => {
    const values = Array.from({ length: 7 }, (_, i) => i);
    for (let start = -9; start <= 9; start++) {
      for (let end = -9; end <= 9; end++) {
        const cut = values.slice(start, end);
        expect(toArray(slice(arange(7), 0, { start, end }))).toEqual(cut);
        expect(toArray(slice(arange(7), 0, { start, end, step: 3 }))).toEqual(cut.filter((_, i) => i % 3 === 0));
      }
    }
  });

  test("views, has a derivative, and refuses what is no position", () => {
    const x = table();
    expect(slice(x, 1, { start: 1, step: 2 }).storage).toBe(x.storage);
    checkGradients((z) => slice(z, 1, { start: 1, end: 6, step: 2 }), [{ shape: [2, 7] }], { second: true });
    checkGradients((z) => slice(slice(z, 0, { start: 1 }), -1, { end: -1, step: 3 }), [{ shape: [3, 8] }]);
    expect(() => slice(x, 0, { step: 0 })).toThrow(
      "Cannot slice (2, 3, 4) from 0 to 2 by 0 as positions must be whole numbers and the step at least 1: got 0, 2, 0",
    );
    expect(() => slice(x, 3)).toThrow("axes go from -3 to 2");
    for (const bad of [null, 2, "1"] as never[])
      expect(() => slice(x, 0, bad)).toThrow("settings must come in an object");
  });

  test("has a second derivative where it cuts everything off, with a step too", () => {
    checkGradients((z) => slice(z, 0, { end: 0, step: 3 }), [{ shape: [5] }], { second: true });
    checkGradients((z) => slice(z, 0, { start: 4, step: 3 }), [{ shape: [5] }], { second: true });
  });
});

describe("pad()", () => {
  test("puts zeros around, and has a derivative", () => {
    expect(toArray(pad(arange(2), 0, 1, 2))).toEqual([0, 0, 1, 0, 0]);
    expect(toArray(slice(pad(table(), 1, 2, 1), 1, { start: 2, end: -1 }))).toEqual(toArray(table()));
    checkGradients((x) => pad(x, 0, 2, 1), [{ shape: [2, 3] }], { second: true });
    expect(() => pad(arange(2), 0, -1, 0)).toThrow(
      "Cannot pad (2) with -1 zeros as their number must be a whole number from 0 up: got -1",
    );
    expect(() => pad(arange(2), 0, 1, undefined as never)).toThrow("Cannot pad (2) with undefined zeros");
  });
});
