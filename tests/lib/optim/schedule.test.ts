import { describe, expect, test } from "vitest";
import {
  constant,
  cosine,
  exponential,
  oneCycle,
  type Schedule,
  stepDecay,
  warmUp,
} from "../../../lib/optim/schedule.ts";
import { jupyterDisplay } from "../../../lib/plot/figure.ts";

const all: Schedule[] = [
  constant(0.1),
  stepDecay({ learningRate: 1, stepSize: 7 }),
  exponential({ learningRate: 1, gamma: 0.9 }),
  cosine({ learningRate: 1, totalSteps: 20 }),
  warmUp(cosine({ learningRate: 1, totalSteps: 20 }), { steps: 5 }),
  oneCycle({ maximum: 1, totalSteps: 20 }),
];

describe("a schedule", () => {
  test.each(all.map((schedule) => [schedule.title, schedule] as const))("%s: draws itself", (title, schedule) => {
    const bundle = schedule[jupyterDisplay]();
    const { data, layout } = bundle["application/vnd.plotly.v1+json"] as never as {
      data: { y: number[] }[];
      layout: { title: { text: string }; xaxis: { title: { text: string } } };
    };
    expect(data[0].y).toEqual(Array.from({ length: schedule.numSteps }, (_, step) => schedule(step)));
    expect(layout.title.text).toBe(`Learning rate: ${title}`);
    expect(layout.xaxis.title.text).toBe("step");
    expect(bundle["text/plain"]).toContain(title);
    expect(schedule.figure(3).data[0].y).toHaveLength(3);
  });

  test.each(all.map((schedule) => [schedule.title, schedule] as const))(
    "%s: depends on the step alone, never negative",
    (_, schedule) => {
      const rates = Array.from({ length: 60 }, (__, step) => schedule(step));
      expect(Array.from({ length: 60 }, (__, i) => schedule(59 - i)).toReversed()).toEqual(rates);
      expect(rates.every((rate) => rate >= 0 && rate <= 1)).toBe(true);
    },
  );

  test("one cycle and half a cosine stay where they end", () => {
    expect(cosine({ learningRate: 1, totalSteps: 10, minimum: 0.25 })(1000)).toBe(0.25);
    const cycle = oneCycle({ maximum: 1, totalSteps: 10 });
    expect(cycle(1000)).toBe(cycle(9));
    expect(oneCycle({ maximum: 1, totalSteps: 1 })(0)).toBeGreaterThanOrEqual(0);
  });

  test("refuses what is no step, and settings out of their range", () => {
    expect(() => constant(0.1)(-1)).toThrow(
      new RangeError("Cannot say the learning rate of step -1 as steps are whole numbers from 0 up: got -1"),
    );
    expect(() => cosine({ learningRate: 1, totalSteps: 4 })(0.5)).toThrow(RangeError);
    expect(() => constant(-1)).toThrow(RangeError);
    expect(() => stepDecay({ learningRate: 1, stepSize: 0 })).toThrow(RangeError);
    expect(() => exponential({ learningRate: 1, gamma: -2 })).toThrow(RangeError);
    expect(() => cosine({ learningRate: 1, totalSteps: 0 })).toThrow(RangeError);
    expect(() => warmUp(constant(1), { steps: 2, startFactor: 2 })).toThrow(/a share must be from 0 to 1: got 2/);
    expect(() => oneCycle({ maximum: 1, totalSteps: 9, divisor: 0 })).toThrow(/a divisor must be above 0/);
  });
});
