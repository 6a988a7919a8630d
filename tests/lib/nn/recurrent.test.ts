import { describe, expect, test } from "vitest";
import {
  allClose,
  backward,
  cast,
  compile,
  concatenate,
  crossEntropy,
  greater,
  item,
  nn,
  optim,
  randn,
  random,
  reshape,
  select,
  slice,
  sum,
  type Tensor,
  tensor,
  toArray,
  transpose,
  zeros,
} from "../../../lib/index.ts";
import { checkLayer } from "./checkLayer.ts";
import { type Settings, testAgainstPyTorch } from "./pytorchCases.ts";

testAgainstPyTorch(
  "RNN",
  ({ inputSize, hiddenSize, ...options }: Settings) => new nn.RNN(random(1), inputSize, hiddenSize, options),
  (layer, [x, hidden]) => {
    const y = layer.forward(x, { hidden });
    return [y.output, y.hidden];
  },
);
testAgainstPyTorch(
  "GRU",
  ({ inputSize, hiddenSize, ...options }: Settings) => new nn.GRU(random(1), inputSize, hiddenSize, options),
  (layer, [x, hidden]) => {
    const y = layer.forward(x, { hidden });
    return [y.output, y.hidden];
  },
);
testAgainstPyTorch(
  "LSTM",
  ({ inputSize, hiddenSize, ...options }: Settings) => new nn.LSTM(random(1), inputSize, hiddenSize, options),
  (layer, [x, hidden, cell]) => {
    const y = layer.forward(x, { hidden, cell });
    return [y.output, y.hidden, y.cell];
  },
);

const kinds = { RNN: nn.RNN, GRU: nn.GRU, LSTM: nn.LSTM } as const;

describe.each(Object.entries(kinds))("%s", (_, Kind) => {
  test("has right derivatives of inputs, states and all weights, in one layer and in two", () => {
    for (const numLayers of [1, 2]) {
      const layer = new Kind(random(1), 2, 3, { numLayers });
      checkLayer(layer, [{ shape: [3, 2, 2] }, { shape: [numLayers, 2, 3] }], (x, hidden) => {
        const y = layer.forward(x, { hidden });
        return concatenate([y.output, y.hidden]);
      });
    }
    const bare = new Kind(random(1), 1, 1, { bias: false, batchFirst: true });
    checkLayer(bare, [{ shape: [1, 2, 1] }], (x) => bare.forward(x).output);
  });

  test("goes on from a state as if the sequence had not been cut", () => {
    const layer = new Kind(random(1), 3, 4, { numLayers: 2 });
    const x = randn(random(2), [9, 2, 3]);
    const half = layer.forward(slice(x, 0, { end: 5 }));
    const rest = layer.forward(slice(x, 0, { start: 5 }), half);
    const whole = layer.forward(x);
    expect(allClose(concatenate([half.output, rest.output]), whole.output, { atol: 1e-6 })).toBe(true);
    expect(allClose(rest.hidden, whole.hidden, { atol: 1e-6 })).toBe(true);
  });

  test("with batchFirst is the same with the first two axes exchanged, states excepted", () => {
    const x = randn(random(2), [5, 2, 3]);
    const [time, batch] = [false, true].map((batchFirst) => new Kind(random(1), 3, 4, { batchFirst }));
    const [a, b] = [time.forward(x), batch.forward(transpose(x, 0, 1))];
    expect(toArray(transpose(b.output, 0, 1))).toEqual(toArray(a.output));
    expect(toArray(b.hidden)).toEqual(toArray(a.hidden));
  });

  test("never lets a later step change an earlier output", () => {
    const layer = new Kind(random(1), 3, 4);
    const x = randn(random(2), [6, 1, 3]);
    const changed = concatenate([slice(x, 0, { end: 4 }), zeros([2, 1, 3])]);
    const [a, b] = [x, changed].map((input) => toArray<number[][][]>(layer.forward(input).output));
    expect(a.slice(0, 4)).toEqual(b.slice(0, 4));
    expect(a.slice(4)).not.toEqual(b.slice(4));
  });

  test("ends with the hidden state that its last output shows", () => {
    const { output, hidden } = new Kind(random(1), 3, 4).forward(randn(random(2), [6, 2, 3]));
    expect(toArray<never[]>(output)[5]).toEqual(toArray<never[]>(hidden)[0]);
  });

  test("takes a batch of nothing, and gives gradients of 0", () => {
    const layer = new Kind(random(1), 3, 4);
    const { output, hidden } = layer.forward(zeros([5, 0, 3]));
    backward(sum(output));
    expect([output.shape, hidden.shape]).toEqual([
      [5, 0, 4],
      [1, 0, 4],
    ]);
    for (const { grad, shape } of layer.parameters()) expect(toArray(grad)).toEqual(toArray(zeros(shape)));
  });

  test("drops between layers while it trains, and never in one layer", () => {
    const x = randn(random(2), [6, 2, 3]);
    const two = new Kind(random(1), 3, 4, { numLayers: 2, dropout: 0.5 });
    expect(toArray(two.forward(x).output)).not.toEqual(toArray(two.forward(x).output));
    two.evaluate();
    expect(toArray(two.forward(x).output)).toEqual(toArray(two.forward(x).output));
    const one = new Kind(random(1), 3, 4, { dropout: 0.5 });
    expect(toArray(one.forward(x).output)).toEqual(toArray(one.forward(x).output));
  });

  test("refuses sequences and states that do not fit", () => {
    const layer = new Kind(random(1), 3, 4);
    expect(() => layer.forward(zeros([6, 2, 5]))).toThrow("a sequence must have the axes (T, B, 3)");
    expect(() => layer.forward(zeros([6, 3]))).toThrow("try unsqueeze(x, 1) for a batch of one");
    expect(() => layer.forward(zeros([0, 2, 3]))).toThrow(TypeError);
    expect(() => layer.forward(zeros([6, 2, 3]), { hidden: zeros([2, 4]) })).toThrow("got (2, 4) for (1, 2, 4)");
    expect(() => new Kind(random(1), 3, 0)).toThrow(RangeError);
    expect(() => new Kind(random(1), 3, 4, { dropout: 2 })).toThrow(RangeError);
  });
});

test("LSTM keeps for thirty steps what its input gate once let in", () => {
  const lstm = new nn.LSTM(random(1), 1, 1);
  lstm.loadStateDict({
    weight_ih_l0: tensor([[20], [-20], [20], [0]]), // an input of 1 opens the input gate; without one the cell is kept
    weight_hh_l0: zeros([4, 1]),
    bias_ih_l0: tensor([-10, 10, 0, 10]),
    bias_hh_l0: zeros([4]),
  });
  const { cell } = lstm.forward(concatenate([tensor([[[1]]]), zeros([30, 1, 1])]));
  expect(toArray<number[][][]>(cell)[0][0][0]).toBeGreaterThan(0.99);
});

test("GRU's update gate keeps the state: z near 1 changes nothing", () => {
  const gru = new nn.GRU(random(1), 2, 3);
  gru.loadStateDict({ ...gru.stateDict(), bias_ih_l0: tensor([0, 0, 0, 100, 100, 100, 0, 0, 0]) });
  const hidden = randn(random(2), [1, 4, 3]);
  expect(allClose(gru.forward(randn(random(3), [7, 4, 2]), { hidden }).hidden, hidden)).toBe(true);
});

test("RNN refuses a nonlinearity that it does not know", () => {
  expect(() => new nn.RNN(random(1), 2, 3, { nonlinearity: "step" as "relu" })).toThrow('got "step"');
});

/** The last loss of a layer that learns to say after twenty steps whether the first input was above 0. */
function afterTwentySteps(layer: nn.GRU | nn.LSTM): number {
  const rng = random(14);
  const head = new nn.Linear(rng, 16, 2);
  const optimizer = new optim.Adam([...layer.parameters(), ...head.parameters()], { learningRate: 0.01 });
  const step = compile((x: Tensor, y: Tensor): Tensor => {
    optimizer.zeroGrad();
    const loss = crossEntropy(head.forward(select(layer.forward(x).output, 0, -1)), y);
    backward(loss);
    optimizer.step();
    return loss;
  });
  const losses = Array.from({ length: 51 }, () => {
    const first = randn(rng, [1, 64, 1]);
    const x = concatenate([first, zeros([19, 64, 1])]);
    return item(step(x, cast(greater(reshape(first, [64]), 0), "int32")));
  });
  expect(losses[0]).toBeGreaterThan(0.6); // chance is ln 2
  return losses[50];
}

test("GRU learns to keep what it saw twenty steps ago", () => {
  expect(afterTwentySteps(new nn.GRU(random(4), 1, 16))).toBeLessThan(0.35);
});

test("LSTM learns it when its forget gate starts open, and not from ½, of which twenty steps leave a millionth", () => {
  const open = new nn.LSTM(random(4), 1, 16);
  const bias = Array.from({ length: 64 }, (_, j) => (j >= 16 && j < 32 ? 1 : 0)); // the second of i f g o
  open.loadStateDict({ ...open.stateDict(), bias_hh_l0: tensor(bias) });
  expect(afterTwentySteps(open)).toBeLessThan(0.35);
  expect(afterTwentySteps(new nn.LSTM(random(4), 1, 16))).toBeGreaterThan(0.6);
});
