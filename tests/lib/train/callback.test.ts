import { describe, expect, test } from "vitest";
import { checkCallback } from "../../../lib/train/callback.ts";

describe("checkCallback()", () => {
  test("accepts one function or four, its own or inherited", () => {
    class Counter {
      onStep() {}
    }
    for (const callback of [
      { onEpoch() {} },
      { onStart() {}, onStep() {}, onEpoch() {}, onEnd() {}, name: "mine" },
      new Counter(),
    ]) {
      expect(() => checkCallback(callback)).not.toThrow();
    }
  });

  test.each([[{}], [{ onEpochEnd() {} }], [{ onStep: 3 }], [() => {}], [null], ["early"]])("refuses %o", (wrong) => {
    expect(() => checkCallback(wrong)).toThrow(TypeError);
    expect(() => checkCallback(wrong)).toThrow(/a callback has functions onStart, onStep, onEpoch or onEnd: it has /);
  });
});
