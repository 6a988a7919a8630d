// The five networks as users of the library write them. Their keys are those of PyTorch's weights.
import {
  backward,
  compile,
  crossEntropy,
  item,
  nn,
  optim,
  random,
  relu,
  select,
  type Tensor,
  tensor,
} from "../../../lib/index.ts";
import type { NamedArray, Problem } from "./problems.ts";

const rng = random(0); // its numbers are soon replaced by those of the problem

type Network = nn.Module & { forward(x: Tensor): Tensor };

class Recurrent extends nn.Module {
  readonly lstm = new nn.LSTM(rng, 16, 64);
  readonly head = new nn.Linear(rng, 64, 10);

  override forward(x: Tensor): Tensor {
    const { output } = this.lstm.forward(x); // (T, B, 16) → (T, B, 64)
    return this.head.forward(select(output, 0, -1));
  }
}

const networks: Readonly<Record<string, () => Network>> = {
  M1: () => new nn.Sequential(new nn.Linear(rng, 64, 64), relu, new nn.Linear(rng, 64, 10)),
  M2: () => new nn.Sequential(new nn.Linear(rng, 784, 128), relu, new nn.Linear(rng, 128, 10)),
  M3: () =>
    new nn.Sequential(
      new nn.Conv2d(rng, 1, 8, 3, { padding: 1 }),
      relu,
      new nn.MaxPool2d(2),
      new nn.Conv2d(rng, 8, 16, 3, { padding: 1 }),
      relu,
      new nn.MaxPool2d(2),
      new nn.Flatten(),
      new nn.Linear(rng, 784, 10),
    ),
  M4: () => new Recurrent(),
};

export const tensorOf = ({ shape, data }: NamedArray): Tensor => tensor(data, { shape });

/** One training step after the other, over the problem's minibatches in turn; each returns its loss as a number. */
export function training(name: string, { weights, batches }: Problem, isCompiled: boolean): () => number {
  const make = networks[name];
  if (make === undefined) throw new Error("this is not measured yet");
  const network = make();
  network.loadStateDict(Object.fromEntries(Object.entries(weights).map(([key, array]) => [key, tensorOf(array)])));
  const parameters = network.parameters();
  const optimizer =
    name === "M1" || name === "M3"
      ? new optim.SGD(parameters, { learningRate: 0.1 })
      : new (name === "M5" ? optim.AdamW : optim.Adam)(parameters, { learningRate: 0.001 });
  const once = (x: Tensor, y: Tensor): Tensor => {
    optimizer.zeroGrad();
    const loss = crossEntropy(network.forward(x), y);
    backward(loss);
    optimizer.step();
    return loss;
  };
  const step = isCompiled ? compile(once) : once;
  const sets = batches.map(({ x, y }) => ({
    x: tensorOf(x),
    y: tensorOf(name === "M5" ? { shape: [y.data.length], data: y.data } : y),
  }));
  let count = 0;
  return () => {
    const { x, y } = sets[count++ % sets.length]!;
    return item(step(x, y));
  };
}
