import { describe, expect, test } from "vitest";
import { jupyterDisplay } from "../../../lib/plot/figure.ts";
import { History } from "../../../lib/train/history.ts";

/** Two epochs of three steps. */
function made(metrics: (epoch: number) => Record<string, number> = () => ({}), validated = true): History {
  const history = new History();
  history.losses.push(3, 2, 2.5, 1.5, 1, 1.25);
  for (const epoch of [1, 2]) {
    history.epochs.push({
      epoch,
      steps: 3 * epoch,
      loss: 2,
      validationLoss: validated ? 2 / epoch : null,
      metrics: metrics(epoch),
      learningRate: 0.1,
    });
  }
  history.stopped = "finished";
  return history;
}
const traces = (history: History) => history.figure().data.map(({ name, x, y }) => ({ name, x, y }));

describe("History", () => {
  test("shows the loss of each step, and validation where its epoch ends", () => {
    expect(traces(made())).toEqual([
      { name: "training", x: [1, 2, 3, 4, 5, 6], y: [3, 2, 2.5, 1.5, 1, 1.25] },
      { name: "validation", x: [3, 6], y: [2, 1] },
    ]);
    expect(traces(made(() => ({}), false))).toHaveLength(1);
  });

  test("shows metrics in a panel of their own, with gaps where one is not defined", () => {
    const found = traces(made((epoch) => ({ accuracy: epoch / 2, precision: epoch === 1 ? Number.NaN : 1 })));
    expect(found.slice(2)).toEqual([
      { name: "accuracy", x: [3, 6], y: [0.5, 1] },
      { name: "precision", x: [3, 6], y: [null, 1] },
    ]);
    expect(traces(made(() => ({ f1: Number.NaN })))).toHaveLength(2); // nothing to draw
  });

  test("says in words what the figure shows", () => {
    expect(made()[jupyterDisplay]()["text/plain"]).toMatch(
      /Loss: 6 steps, finished: loss from 3 to 1.25, validation 1.*training, a line of 6 points from 3 to 1.25.*validation/s,
    );
    const panels = made(() => ({ accuracy: 1 }))[jupyterDisplay]()["text/plain"];
    expect(panels).toMatch(/Training.*Metrics of the validation part.*accuracy/s);
  });

  test("before the first step there is nothing to draw, and that is said", () => {
    const history = new History();
    expect(history[jupyterDisplay]()).toEqual({ "text/plain": "0 steps, running" });
    history.losses.push(1);
    expect(String(history)).toBe("1 step, running: loss from 1 to 1");
    expect(history.figure().data).toHaveLength(1);
  });
});
