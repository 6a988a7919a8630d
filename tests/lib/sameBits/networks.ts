// Small networks that together go through every fast loop, and large enough here and there to be shared among threads.
// No bias stands where it cannot matter, before a batch normalization or in the keys of plain attention: its gradient is
// nothing but rounding, and Adam would make whole steps of it, so that two ways of rounding could not agree to 1e-5.
import {
  add,
  argsort,
  backward,
  bernoulli,
  binaryCrossEntropyWithLogits,
  cast,
  cos,
  crossEntropy,
  cumsum,
  type DType,
  detach,
  divide,
  exp,
  gelu,
  huberLoss,
  klDivergence,
  log,
  logSoftmax,
  logSumExp,
  mean,
  mseLoss,
  multiply,
  nn,
  optim,
  power,
  rand,
  randint,
  randn,
  random,
  randperm,
  relu,
  reshape,
  rsqrt,
  select,
  sigmoid,
  silu,
  sin,
  softmax,
  softplus,
  sort,
  sqrt,
  square,
  sum,
  type Tensor,
  tanh,
  topK,
  truncatedNormal,
  variance,
} from "../../../lib/index.ts";

/** A model in training: one step computes its loss and what else it gives, and moves the parameters. */
export interface Training {
  readonly parameters: readonly Tensor[];
  readonly step: () => Tensor[];
  /** What else has changed when training is over. */
  readonly statistics?: () => Tensor[];
}

interface Steps {
  zeroGrad(): void;
  step(): void;
}

/** A step of the usual form; `forward` gives the loss first. */
function training(
  parameters: readonly Tensor[],
  optimizer: Steps,
  forward: () => Tensor[],
  beforeStep: () => void = () => {},
): Training {
  const step = (): Tensor[] => {
    optimizer.zeroGrad();
    const results = forward();
    backward(results[0]);
    beforeStep();
    optimizer.step();
    return results;
  };
  return { parameters, step };
}

function mlp(): Training {
  const rng = random(1);
  const model = new nn.Sequential(
    new nn.Linear(rng, 784, 128),
    new nn.GELU(),
    new nn.Dropout(rng, 0.3),
    new nn.Linear(rng, 128, 32),
    new nn.Tanh(),
    new nn.Linear(rng, 32, 10),
  );
  const [x, y] = [randn(rng, [64, 784]), randint(rng, 0, 10, [64])];
  const optimizer = new optim.Adam(model.parameters(), { learningRate: 1e-3, weightDecay: 1e-4 });
  return training(model.parameters(), optimizer, () => {
    const logits = model.forward(x);
    return [crossEntropy(logits, y, { labelSmoothing: 0.1 }), logits];
  });
}

function cnn(): Training {
  const rng = random(2);
  const model = new nn.Sequential(
    new nn.Conv2d(rng, 1, 16, 3, { padding: 1 }),
    relu,
    new nn.MaxPool2d(3, { stride: 2, padding: 1 }), // (16, 16, 48, 48) → (16, 16, 24, 24)
    new nn.Conv2d(rng, 16, 8, 3, { padding: 1, groups: 2 }),
    new nn.BatchNorm2d(8),
    relu,
    new nn.AveragePool2d(2),
    new nn.Flatten(),
    new nn.Linear(rng, 8 * 12 * 12, 10),
  );
  const [x, y] = [randn(rng, [16, 1, 48, 48]), randint(rng, 0, 10, [16])];
  const optimizer = new optim.SGD(model.parameters(), {
    learningRate: 0.01,
    momentum: 0.9,
    nesterov: true,
    weightDecay: 1e-3,
  });
  const forward = (): Tensor[] => {
    const logits = model.forward(x);
    return [crossEntropy(logits, y), logits];
  };
  const statistics = (): Tensor[] => Object.values(model.stateDict()); // running means and variances too
  return { ...training(model.parameters(), optimizer, forward), statistics };
}

function conv1d(): Training {
  const rng = random(3);
  const model = new nn.Sequential(
    new nn.Conv1d(rng, 4, 16, 5, { padding: 4, dilation: 2, stride: 2, bias: false }),
    new nn.BatchNorm1d(16),
    silu,
    new nn.MaxPool1d(2),
    new nn.Flatten(),
    new nn.RMSNorm(16 * 16),
    new nn.Linear(rng, 16 * 16, 3),
  );
  const [x, y] = [randn(rng, [16, 4, 64]), randn(rng, [16, 3])];
  const optimizer = new optim.Adagrad(model.parameters(), { learningRate: 0.01 });
  return training(model.parameters(), optimizer, () => {
    const predicted = model.forward(x);
    return [mseLoss(predicted, y), predicted];
  });
}

function lstm(): Training {
  const rng = random(4);
  const net = new nn.LSTM(rng, 16, 64, { numLayers: 2, dropout: 0.2 });
  const head = new nn.Linear(rng, 64, 10);
  const [x, y] = [randn(rng, [12, 32, 16]), randint(rng, 0, 10, [32])];
  const parameters = [...net.parameters(), ...head.parameters()];
  const optimizer = new optim.Adam(parameters, { learningRate: 0.01 });
  return training(parameters, optimizer, () => {
    const { output, cell } = net.forward(x);
    const logits = head.forward(select(output, 0, -1));
    return [crossEntropy(logits, y), logits, cell];
  });
}

function gru(): Training {
  const rng = random(5);
  const net = new nn.GRU(rng, 16, 48, { batchFirst: true });
  const parameters = net.parameters();
  const [x, y] = [randn(rng, [32, 12, 16]), randn(rng, [32, 12, 48])];
  const optimizer = new optim.RMSprop(parameters, { learningRate: 0.003, momentum: 0.5 });
  const clip = (): void => void optim.clipGradNorm(parameters, 0.05);
  const forward = (): Tensor[] => {
    const { output } = net.forward(x);
    return [huberLoss(output, y), output];
  };
  return training(parameters, optimizer, forward, clip);
}

/** Two blocks: one reads its heads where they lie, the other turns and drops. */
function transformer(): Training {
  const rng = random(6);
  const [words, places] = [new nn.Embedding(rng, 65, 32), new nn.LearnedPositions(rng, 96, 32)];
  const blocks = new nn.Sequential(
    new nn.TransformerBlock(rng, 32, 4, { isCausal: true, bias: false }),
    new nn.TransformerBlock(rng, 32, 4, { isCausal: true, rotary: true, dropout: 0.1, activation: relu }),
    new nn.LayerNorm(32),
    new nn.Linear(rng, 32, 65),
  );
  const parameters = [words, places, blocks].flatMap((part) => part.parameters());
  const [x, y] = [randint(rng, 0, 65, [16, 96]), randint(rng, 0, 65, [16 * 96])];
  const optimizer = new optim.AdamW(parameters, { learningRate: 0.002, weightDecay: 0.1 });
  const clip = (): void => void optim.clipGradNorm(parameters, 1);
  const forward = (): Tensor[] => {
    const logits = reshape(blocks.forward(places.forward(words.forward(x))), [16 * 96, 65]);
    return [crossEntropy(logits, y), logits];
  };
  return training(parameters, optimizer, forward, clip);
}

/** Functions of one number and reductions, without a model around them. */
function functions(dtype: DType): Training {
  const rng = random(7);
  const w = multiply(0.5, randn(rng, [40, 24], { dtype }));
  const weights = cast(detach(w), dtype);
  weights.requiresGrad = true;
  const target = cast(bernoulli(rng, 0.3, [40]), dtype);
  const share = softmax(randn(rng, [40, 24], { dtype }), -1);
  const optimizer = new optim.SGD([weights], { learningRate: 0.05 });
  return training([weights], optimizer, () => {
    const positive = add(square(weights), 0.5);
    const shapes = [exp(weights), log(positive), power(positive, 1.7), tanh(weights), silu(weights), softplus(weights)];
    const more = [sigmoid(weights), gelu(weights), sin(weights), cos(weights), sqrt(positive), rsqrt(positive)];
    const total = [...shapes, ...more].reduce((all, one) => add(all, one)); // (40, 24)
    const rows = divide(logSumExp(total, { axis: 1 }), add(variance(total, { axis: 1 }), 1)); // (40)
    const losses = [
      binaryCrossEntropyWithLogits(rows, target),
      klDivergence(logSoftmax(weights, -1), share, { reduction: "batchmean" }),
      mean(square(cumsum(total, 1))),
    ];
    return [losses.reduce((all, one) => add(all, multiply(0.01, one))), total, rows, softmax(total, 0)];
  });
}

/** The same as `mlp`, small and in float64: the readable loops on every platform. */
function float64(): Training {
  const rng = random(8);
  const model = new nn.Sequential(
    new nn.Linear(rng, 20, 16),
    new nn.GELU(), // the exact one, by the error function
    new nn.LayerNorm(16),
    new nn.Linear(rng, 16, 4),
  ).to("float64");
  const [x, y] = [randn(rng, [12, 20], { dtype: "float64" }), randint(rng, 0, 4, [12])];
  const optimizer = new optim.AdamW(model.parameters(), { learningRate: 0.01 });
  return training(model.parameters(), optimizer, () => {
    const logits = model.forward(x);
    return [add(crossEntropy(logits, y), mean(sin(logits))), logits];
  });
}

/** Nothing is trained: random numbers, and what puts numbers in order. */
function draws(): Training {
  const rng = random(9);
  const step = (): Tensor[] => {
    const normal = randn(rng, [64, 33]);
    const cut = truncatedNormal(rng, [500], { std: 0.5, mean: 0.1, low: -0.4, high: 1 });
    const best = topK(normal, 5);
    const sorted = sort(cut, { descending: true });
    const exact = truncatedNormal(rng, [50], { dtype: "float64" });
    return [
      ...[sum(normal), normal, cut, exact, rand(rng, [70]), randint(rng, -5, 1000, [40]), randperm(rng, 100)],
      ...[bernoulli(rng, 0.4, [90]), best.values, best.indices, sorted.values, sorted.indices, argsort(normal)],
    ];
  };
  return { parameters: [], step };
}

/** Every network by name, each made anew by its function. */
export const networks: Readonly<Record<string, () => Training>> = {
  mlp,
  cnn,
  conv1d,
  lstm,
  gru,
  transformer,
  functions: () => functions("float32"),
  functions64: () => functions("float64"),
  float64,
  draws,
};
