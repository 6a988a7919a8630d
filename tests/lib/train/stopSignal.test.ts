import { afterEach, describe, expect, test } from "vitest";
import { stopSignal } from "#platform";
import * as browser from "../../../lib/platform/browser.ts";
import { stoppableSteps, stopRequested } from "../../../lib/train/stopSignal.ts";

const key = Symbol.for("gradbook.stop");
const place = globalThis as Record<symbol, unknown>;

/** Hands in a signal as a kernel does: it is requested once `polls` questions were answered with no. */
function handIn(polls: number): string[] {
  const reports: string[] = [];
  place[key] = () => ({
    get requested() {
      return polls-- <= 0;
    },
    report: (sentence: string) => void reports.push(sentence),
  });
  return reports;
}
afterEach(() => {
  delete place[key];
});

describe("stopRequested()", () => {
  test("is false where nobody hands in a signal, in Node and in a browser, and reporting does nothing", () => {
    expect(stopRequested()).toBe(false);
    for (const platform of [{ stopSignal }, browser]) {
      expect(platform.stopSignal().requested).toBe(false);
      expect(platform.stopSignal().report("nobody reads this")).toBeUndefined();
    }
  });

  test("asks the signal that was handed in, whenever that was", () => {
    expect(stopRequested()).toBe(false);
    handIn(1);
    expect([stopRequested(), stopRequested(), browser.stopSignal().requested]).toEqual([false, true, true]);
  });
});

describe("stoppableSteps()", () => {
  test("counts all steps when nobody stops them, and says nothing", () => {
    expect([...stoppableSteps(3)]).toEqual([0, 1, 2]);
    expect([...stoppableSteps(0)]).toEqual([]);
    const reports = handIn(5);
    expect([...stoppableSteps(5)]).toEqual([0, 1, 2, 3, 4]);
    expect(reports).toEqual([]);
  });

  test("ends before the step at which a stop is requested, and says how many were taken", () => {
    const reports = handIn(2);
    expect([...stoppableSteps(10)]).toEqual([0, 1]);
    expect(reports).toEqual(["Stopped after 2 of 10 steps; what they computed is kept."]);
  });

  test("belongs to the run in which it starts: a signal handed in later is not asked", () => {
    handIn(Number.POSITIVE_INFINITY);
    const steps = stoppableSteps(3)[Symbol.iterator]();
    steps.next();
    handIn(0);
    expect([steps.next().value, steps.next().value]).toEqual([1, 2]);
  });

  test("refuses a number of steps that is none, before the loop begins", () => {
    expect(() => stoppableSteps(-1)).toThrow(
      new RangeError("Cannot take -1 steps as their number must be a whole number from 0 up: got -1"),
    );
    expect(() => stoppableSteps(1.5)).toThrow(RangeError);
  });
});
