// Cures for names that people bring along from PyTorch and NumPy, where the library calls the thing otherwise.

/** Functions, which are also the methods that tensors have there. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  add_: "add",
  astype: "cast",
  bmm: "matmul",
  cat: "concatenate",
  clamp: "clip",
  concat: "concatenate",
  cross_entropy: "crossEntropy",
  div: "divide",
  dot: "matmul",
  from_numpy: "tensor",
  log_softmax: "logSoftmax",
  masked_fill: "maskedFill",
  mm: "matmul",
  mse_loss: "mseLoss",
  mul: "multiply",
  neg: "negate",
  no_grad: "noGrad",
  one_hot: "oneHot",
  ones_like: "onesLike",
  pow: "power",
  randn_like: "randn",
  sub: "subtract",
  topk: "topK",
  var: "variance",
  view: "reshape",
  zeros_like: "zerosLike",
};

/** Methods and properties of tensors alone. */
const MEMBERS: Readonly<Record<string, string>> = {
  T: "transpose",
  clone: "detach",
  double: "cast",
  float: "cast",
  long: "cast",
  numpy: "toArray",
  t: "transpose",
  to: "cast",
  tolist: "toArray",
  type: "cast",
};

/** Methods there that are functions of the same name here. */
const SAME =
  /^(?:abs|add|argmax|argmin|backward|ceil|clip|cos|cumsum|detach|divide|exp|expand|flatten|floor|gather|item|log|matmul|max|mean|min|multiply|norm|permute|relu|reshape|round|select|sigmoid|sin|softmax|sort|split|sqrt|square|squeeze|std|subtract|sum|tanh|transpose|tril|triu|unsqueeze|where)$/;

/** Losses are classes there and functions here. */
const LOSSES: Readonly<Record<string, string>> = {
  BCELoss: "binaryCrossEntropy",
  BCEWithLogitsLoss: "binaryCrossEntropyWithLogits",
  CrossEntropyLoss: "crossEntropy",
  HuberLoss: "huberLoss",
  KLDivLoss: "klDivergence",
  L1Loss: "l1Loss",
  MSELoss: "mseLoss",
  NLLLoss: "nllLoss",
};

const OPTIONS: Readonly<Record<string, string>> = {
  dim: "axis",
  keepdim: "keepDims",
  lr: "learningRate",
};

/** Tables are asked for their own names only: `constructor` is nobody's. */
const lookUp = (table: Readonly<Record<string, string>>, name: string): string | null =>
  Object.hasOwn(table, name) ? table[name]! : null;

/** What an unknown name is called here, or null. */
export function torchFunction(name: string): string | null {
  return lookUp(FUNCTIONS, name);
}

/** What an option is called here, or null. */
export function torchOption(name: string): string | null {
  return lookUp(OPTIONS, name);
}

/** The cure for a property that a tensor, a model or the room of layers has there, or null. */
export function cureTorchProperty(name: string, type: string): string | null {
  if (type === "Tensor") {
    const own = lookUp(FUNCTIONS, name) ?? lookUp(MEMBERS, name) ?? (SAME.test(name) ? name : null);
    return own === null ? null : `tensors are computed with by functions: ${own}(…)`;
  }
  const loss = type === "typeof nn" ? lookUp(LOSSES, name) : null;
  if (loss !== null) return `losses are functions: ${loss}(output, targets)`;
  return name === "eval" && /^[A-Z]\w*$/.test(type) ? "models call it evaluate()" : null;
}

/** Functions and layers that draw random numbers, and so take a generator first; PyTorch has a global one. */
const DRAWING =
  /(?:^|\.)(?:rand|randn|randint|randperm|bernoulli|truncatedNormal|dropout|uniform|normal|integer|permutation|(?:nn\.)?(?:Linear|Conv[12]d|Embedding|Dropout|RNN|LSTM|GRU|MultiHeadAttention|TransformerBlock|LearnedPositions))(?:\(|$)/;

/** The name of what draws, as it is called in the marked text; null for everything else. */
export function drawsRandomNumbers(marked: string): string | null {
  return DRAWING.test(marked.replace(/^new\s+/, "")) ? marked.replace(/\(.*$/s, "") : null;
}
