import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { Linear } from "../../../lib/nn/linear.ts";
import { mseLoss } from "../../../lib/ops/loss.ts";
import { SGD } from "../../../lib/optim/sgd.ts";
import { ones } from "../../../lib/tensor/create.ts";
import { earlyStopping } from "../../../lib/train/earlyStopping.ts";
import { fit } from "../../../lib/train/fit.ts";
import { durationText, progressLine, startProgress } from "../../../lib/train/progress.ts";

const clock = { ms: 0, perLook: 0, lines: [] as [number, string][], pauses: [] as number[] };
vi.mock("#platform", async (original) => ({
  ...(await original<typeof import("#platform")>()),
  now: () => {
    clock.ms += clock.perLook;
    return clock.ms;
  },
  progress: (line: string) => void clock.lines.push([clock.ms, line]),
  pause: async () => void clock.pauses.push(clock.ms),
}));
beforeEach(() => {
  Object.assign(clock, { ms: 1000, perLook: 0, lines: [], pauses: [] });
});
afterEach(() => vi.restoreAllMocks());

const state = { epoch: 1, numEpochs: 2, step: 5, numSteps: 10, loss: 0.5 };

describe("progressLine()", () => {
  test("knows the time left from the time so far, and fills its bar with the share that is done", () => {
    expect(progressLine({ ...state, elapsedMs: 5000 })).toBe(
      "epoch 1/2  step 5/10  ██████████░░░░░░░░░░  loss 0.5  0:05 left",
    );
    expect(progressLine({ ...state, step: 0, loss: null, elapsedMs: 0 })).toBe(
      "epoch 1/2  step 0/10  ░░░░░░░░░░░░░░░░░░░░",
    );
    expect(progressLine({ ...state, step: 10, elapsedMs: 9, doing: "validating" })).toBe(
      "epoch 1/2  step 10/10  ████████████████████  loss 0.5  validating",
    );
  });

  test("durationText() has seconds with two digits", () => {
    expect([0, 1, 9_000, 59_001, 3_600_000].map(durationText)).toEqual(["0:00", "0:01", "0:09", "1:00", "1:00:00"]);
  });
});

describe("startProgress()", () => {
  test("shows at most five lines a second, and none when it is not wanted", () => {
    const [line, silent] = [startProgress(true), startProgress(false)];
    for (; clock.ms < 3000; clock.ms += 10) {
      line.show(state);
      silent.show(state);
    }
    silent.clear();
    expect(clock.lines.map(([ms]) => ms)).toEqual([1000, 1200, 1400, 1600, 1800, 2000, 2200, 2400, 2600, 2800]);
  });

  test("clear() takes away what is shown, once", () => {
    const line = startProgress(true);
    line.clear();
    line.show(state);
    line.clear();
    line.clear();
    expect(clock.lines.map(([, text]) => text.slice(0, 7))).toEqual(["epoch 1", ""]);
  });
});

describe("fit()", () => {
  const train = (options = {}) => {
    const model = new Linear(random(1), 2, 1);
    return fit(
      model,
      { inputs: ones([8, 2]), targets: ones([8, 1]) },
      {
        loss: mseLoss,
        optimizer: new SGD(model.parameters()),
        epochs: 20,
        batchSize: 2,
        rng: random(1),
        ...options,
      },
    );
  };

  test("is never silent for long while it runs, gives others their turn, and takes the line away at the end", async () => {
    clock.perLook = 7; // each look at the clock takes so long
    await train({ validation: { inputs: ones([8, 2]), targets: ones([8, 1]) } });
    const shown = clock.lines.filter(([, line]) => line !== "").map(([ms]) => ms);
    expect(shown[0]).toBeLessThan(1100); // before the first step
    const gaps = shown.slice(1).map((ms, i) => ms - shown[i]);
    expect(gaps.length).toBeGreaterThan(5);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(200);
    expect(Math.max(...gaps)).toBeLessThan(300);
    expect(clock.lines.at(-1)?.[1]).toBe("");
    const turns = clock.pauses.slice(1).map((ms, i) => ms - clock.pauses[i]);
    expect(turns.length).toBeGreaterThan(10);
    expect(Math.max(...turns)).toBeLessThan(100);
    expect(clock.lines.some(([, line]) => line.endsWith("validating"))).toBe(true);
  });

  test("shows nothing when it is told so, and its history does not know the time", async () => {
    const quick = await train({ progress: false });
    expect(clock.lines).toEqual([]);
    clock.perLook = 500;
    const slow = await train();
    expect(JSON.stringify(slow)).toBe(JSON.stringify(quick));
    expect(String(slow)).toBe(String(quick));
    expect(slow.figure().data).toEqual(quick.figure().data);
  });

  test("the line stays through short epochs, unless a callback might print after them", async () => {
    clock.perLook = 7; // 20 epochs, each much shorter than what lies between two lines
    const takenAway = async (options: object): Promise<number> => {
      clock.lines = [];
      await train({ validation: { inputs: ones([8, 2]), targets: ones([8, 1]) }, ...options });
      return clock.lines.filter(([, line]) => line === "").length;
    };
    expect(await takenAway({})).toBe(1);
    expect(await takenAway({ callbacks: [earlyStopping({ patience: 50 }), { onStep() {} }] })).toBe(1);
    expect(await takenAway({ callbacks: [{ onEpoch() {}, isSilent: true }] })).toBe(1);
    expect(await takenAway({ callbacks: [{ onEpoch() {}, isSilent: false }] })).toBeGreaterThan(3);
  });

  test("the line is gone when a callback of an epoch prints, and after an error", async () => {
    clock.perLook = 7;
    const printed: string[] = [];
    const onEpoch = () => void printed.push(clock.lines.at(-1)?.[1] ?? "");
    await train({ callbacks: [{ onEpoch }] });
    expect(printed).toEqual(new Array(20).fill(""));
    const failing = { onStep: () => Promise.reject(new Error("a callback fails")) };
    await expect(train({ callbacks: [failing] })).rejects.toThrow("a callback fails");
    expect(clock.lines.at(-1)?.[1]).toBe("");
  });
});
