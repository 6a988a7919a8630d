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
  reshape,
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

class Gpt extends nn.Module {
  readonly token = new nn.Embedding(rng, 65, 64);
  readonly position = new nn.LearnedPositions(rng, 64, 64);
  readonly blocks = [0, 1].map(() => new nn.TransformerBlock(rng, 64, 4, { isCausal: true }));
  readonly norm = new nn.LayerNorm(64);
  readonly head = new nn.Linear(rng, 64, 65);

  override forward(x: Tensor): Tensor {
    let h = this.position.forward(this.token.forward(x)); // (B, T) → (B, T, C)
    for (const block of this.blocks) h = block.forward(h);
    return reshape(this.head.forward(this.norm.forward(h)), [-1, 65]); // (B, T, V) → (B·T, V)
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
  M5: () => new Gpt(),
};

export const tensorOf = ({ shape, data }: NamedArray): Tensor => tensor(data, { shape });

/** One training step after the other, over the problem's minibatches in turn; each returns its loss as a number. */
export function training(name: string, { weights, batches }: Problem, isCompiled: boolean): () => number {
  const network = networks[name]!();
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
