/*
 * Networks that read a sequence step by step and carry a state along. Each step has the same weights, so that a sequence may have
 * any length; the state is all that a step knows of what came before. Several such layers can be stacked: the states of one are
 * the inputs of the next.
 *
 *   RNN    hₜ = tanh(W xₜ + b + U hₜ₋₁ + d)                              or relu in place of tanh
 *   GRU    reset and update gates: see ops/gru.ts
 *   LSTM   a cell with input, forget and output gates: see ops/lstm.ts
 *
 * The products W xₜ + b of all steps are made at once, before the first step; only U hₜ₋₁ has to wait.
 *
 * Notation: T steps, B batch, I input size, H hidden size, L layers; x (T, B, I), h (L, B, H). In keys, W is weight_ih_l0 (G, I), U
 *   weight_hh_l0 (G, H), b and d bias_ih_l0 and bias_hh_l0 (G), with G = H, 3H or 4H for the gates, and l1, l2, … for later layers.
 * Source: J. Elman, Finding structure in time (1990); K. Cho et al., EMNLP (2014), for the GRU; PyTorch 2, nn.RNN, GRU and LSTM, for
 *   keys, the order of gates (r z n; i f g o), the start uniform(−1/√H, 1/√H), and time as the first axis unless `batchFirst`.
 *
 * Page 112 · before it: nn/normalization.ts · after it: nn/positions.ts
 */
import type { RandomGenerator } from "../data/random.ts";
import { checkCount, lesson, sizesText, valueText } from "../lesson.ts";
import { relu, tanh } from "../ops/activation.ts";
import { add } from "../ops/arithmetic.ts";
import { gruSequence } from "../ops/gru.ts";
import { select } from "../ops/indexing.ts";
import { stack } from "../ops/join.ts";
import { linear } from "../ops/linear.ts";
import { lstmSequence } from "../ops/lstm.ts";
import { reshape, transpose } from "../ops/movement.ts";
import { slice } from "../ops/slice.ts";
import { zeros } from "../tensor/create.ts";
import { sameShape } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { checkDropout, dropout } from "./dropout.ts";
import { fanInUniform } from "./init.ts";
import type { BiasOption } from "./linear.ts";
import { Module, parameter } from "./module.ts";

/** For all three. */
export interface RecurrentOptions extends BiasOption {
  /** L. 1 by default. */
  readonly numLayers?: number;
  /** Whether x is (B, T, I) and output (B, T, H). False by default: (T, B, I) and (T, B, H). The states never change. */
  readonly batchFirst?: boolean;
  /** The probability with which inputs of later layers are dropped while training. 0 by default. */
  readonly dropout?: number;
}

/** For `RNN`. */
export interface RnnOptions extends RecurrentOptions {
  /** "tanh" by default. */
  readonly nonlinearity?: "tanh" | "relu";
}

/** Where a network starts: the states after an earlier part of the sequence. */
export interface RecurrentState {
  /** (L, B, H) */
  readonly hidden: Tensor;
}

/** Where an LSTM starts. */
export interface LstmState extends RecurrentState {
  /** (L, B, H) */
  readonly cell: Tensor;
}

/** What comes out: all states of the last layer, and the last state of all layers, from which one may go on. */
export interface RecurrentResult extends RecurrentState {
  /** (T, B, H), or (B, T, H) with `batchFirst`. */
  readonly output: Tensor;
}

/** What comes out of an LSTM. */
export interface LstmResult extends RecurrentResult, LstmState {}

/** One layer's parameters. */
interface Weights {
  readonly input: Tensor;
  readonly hidden: Tensor;
  readonly inputBias: Tensor | null;
  readonly hiddenBias: Tensor | null;
}

/** What the three have in common: parameters, layers one above the other, and the order of axes. */
abstract class Recurrent extends Module {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly #rng: RandomGenerator;

  constructor(
    rng: RandomGenerator,
    inputSize: number,
    hiddenSize: number,
    numGates: number,
    { numLayers = 1, bias = true, batchFirst = false, dropout: p = 0 }: RecurrentOptions,
  ) {
    super();
    checkCount("make a recurrent layer of", inputSize, "inputs", 1);
    checkCount("make a recurrent layer with a state of", hiddenSize, "numbers", 1);
    checkCount("make a recurrent network of", numLayers, "layers", 1);
    checkDropout(p);
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.numLayers = numLayers;
    this.batchFirst = batchFirst;
    this.dropout = p;
    this.#rng = rng;
    const size = numGates * hiddenSize;
    for (let l = 0; l < numLayers; l++) {
      const start = (shape: number[]): Tensor => parameter(fanInUniform(rng, shape, hiddenSize));
      const own = this as unknown as Record<string, Tensor>; // weightIhL0, … become weight_ih_l0, …
      own[`weightIhL${l}`] = start([size, l === 0 ? inputSize : hiddenSize]);
      own[`weightHhL${l}`] = start([size, hiddenSize]);
      if (!bias) continue;
      own[`biasIhL${l}`] = start([size]);
      own[`biasHhL${l}`] = start([size]);
    }
  }

  #weights(l: number): Weights {
    const own = this as unknown as Record<string, Tensor | undefined>;
    return {
      input: own[`weightIhL${l}`] as Tensor,
      hidden: own[`weightHhL${l}`] as Tensor,
      inputBias: own[`biasIhL${l}`] ?? null,
      hiddenBias: own[`biasHhL${l}`] ?? null,
    };
  }

  /**
   * Runs all layers. `run` is given a layer's inputs (T, B, I or H), its weights and its first states, and returns all its states
   * (T, B, H) each; the first of them is what the next layer reads.
   */
  protected runLayers(
    x: Tensor,
    first: readonly (Tensor | undefined)[],
    run: (x: Tensor, weights: Weights, states: readonly Tensor[]) => readonly Tensor[],
  ): { output: Tensor; last: Tensor[] } {
    let input = this.batchFirst ? transpose(this.#checked(x), 0, 1) : this.#checked(x); // → (T, B, I)
    const [length, numBatch] = input.shape;
    const shape = [this.numLayers, numBatch, this.hiddenSize];
    const starts = first.map((state) => checkedState(state, shape) ?? zeros(shape, { dtype: x.dtype }));
    const lastOfLayers: (readonly Tensor[])[] = [];
    for (let l = 0; l < this.numLayers; l++) {
      if (l > 0 && this.dropout > 0 && this.training) input = dropout(this.#rng, input, this.dropout);
      const states = run(
        input,
        this.#weights(l),
        starts.map((state) => select(state, 0, l)),
      );
      lastOfLayers.push(states.map((state) => slice(state, 0, { start: length - 1 }))); // (1, B, H)
      input = states[0];
    }
    const last = starts.map((_, k) => joined(lastOfLayers.map((states) => states[k]))); // (L, B, H)
    return { output: this.batchFirst ? transpose(input, 0, 1) : input, last };
  }

  #checked(x: Tensor): Tensor {
    checkTensor(x, "run a recurrent network over");
    const [length] = this.batchFirst ? [x.shape[1]] : x.shape;
    if (x.shape.length === 3 && x.shape[2] === this.inputSize && length > 0) return x;
    const axes = this.batchFirst ? "(B, T, " : "(T, B, ";
    throw new TypeError(
      lesson({
        cannot: `run a recurrent network over ${sizesText(x.shape)}`,
        as: `a sequence must have the axes ${axes}${this.inputSize}), and a step or more`,
        found: `got ${sizesText(x.shape)}`,
        ...(x.shape.length === 2 ? { try: `unsqueeze(x, ${this.batchFirst ? 0 : 1}) for a batch of one` } : {}),
      }),
    );
  }

  protected override details(): string {
    return `${this.inputSize} → ${this.hiddenSize}${this.numLayers > 1 ? `, ${this.numLayers} layers` : ""}`;
  }
}

function checkedState(state: Tensor | undefined, shape: readonly number[]): Tensor | undefined {
  if (state === undefined) return undefined;
  checkTensor(state, "start a recurrent network from");
  if (sameShape(state.shape, shape)) return state;
  throw new TypeError(
    lesson({
      cannot: `start a recurrent network from a state ${sizesText(state.shape)}`,
      as: "it must have the axes (layers, batch, hidden size)",
      found: `got ${sizesText(state.shape)} for ${sizesText(shape)}`,
    }),
  );
}

/** Parts (1, B, H) of all layers as one (L, B, H). */
const joined = (parts: readonly Tensor[]): Tensor =>
  parts.length === 1 ? parts[0] : reshape(stack(parts), [parts.length, ...parts[0].shape.slice(1)]);

/** Goes through the steps of u (T, B, G) one by one. */
function eachStep(u: Tensor, h0: Tensor, next: (u: Tensor, h: Tensor) => Tensor): Tensor {
  const states: Tensor[] = [];
  let h = h0;
  for (let t = 0; t < u.shape[0]; t++) {
    h = next(select(u, 0, t), h);
    states.push(h);
  }
  return stack(states); // (T, B, H)
}

/**
 * A simple recurrent network.
 * @param inputSize I
 * @param hiddenSize H
 * @throws RangeError for sizes that are none; `forward` throws a TypeError for shapes that do not fit.
 * @example
 * const rnn = new nn.RNN(random(42), 3, 8, { batchFirst: true });
 * const { output, hidden } = rnn.forward(zeros([5, 20, 3]));
 * [output.shape, hidden.shape, Object.keys(rnn.stateDict())[0]]; // => [[5, 20, 8], [1, 5, 8], "weight_ih_l0"]
 */
export class RNN extends Recurrent {
  readonly nonlinearity: "tanh" | "relu";

  constructor(rng: RandomGenerator, inputSize: number, hiddenSize: number, options: RnnOptions = {}) {
    super(rng, inputSize, hiddenSize, 1, options);
    const { nonlinearity = "tanh" } = options;
    if (nonlinearity !== "tanh" && nonlinearity !== "relu") {
      const found = `got ${valueText(nonlinearity)}`;
      throw new RangeError(lesson({ cannot: "make an RNN", as: 'its nonlinearity is "tanh" or "relu"', found }));
    }
    this.nonlinearity = nonlinearity;
  }

  /** (T, B, I) → (T, B, H), from a state or from zeros. */
  forward(x: Tensor, state: Partial<RecurrentState> = {}): RecurrentResult {
    const bend = this.nonlinearity === "tanh" ? tanh : relu;
    const { output, last } = this.runLayers(x, [state.hidden], (input, weights, [h0]) => {
      const u = linear(input, weights.input, weights.inputBias); // (T, B, I) → (T, B, H)
      return [eachStep(u, h0, (ut, h) => bend(add(ut, linear(h, weights.hidden, weights.hiddenBias))))];
    });
    return { output, hidden: last[0] };
  }
}

/**
 * A network of gated recurrent units: cheaper than an LSTM, and often as good. One operation runs it over the sequence.
 * @param inputSize I
 * @param hiddenSize H
 * @throws RangeError for sizes that are none; `forward` throws a TypeError for shapes that do not fit.
 * @example
 * const gru = new nn.GRU(random(42), 3, 8, { numLayers: 2 });
 * const { output, hidden } = gru.forward(zeros([20, 5, 3]));
 * [output.shape, hidden.shape, gru.numParameters()]; // => [[20, 5, 8], [2, 5, 8], 744]
 */
export class GRU extends Recurrent {
  constructor(rng: RandomGenerator, inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(rng, inputSize, hiddenSize, 3, options);
  }

  /** (T, B, I) → (T, B, H), from a state or from zeros. */
  forward(x: Tensor, state: Partial<RecurrentState> = {}): RecurrentResult {
    const { output, last } = this.runLayers(x, [state.hidden], (input, weights, [h0]) => {
      const u = linear(input, weights.input, weights.inputBias); // (T, B, I) → (T, B, 3H)
      const hiddenBias = weights.hiddenBias ?? zeros([3 * this.hiddenSize], { dtype: x.dtype });
      return [gruSequence(u, h0, weights.hidden, hiddenBias)];
    });
    return { output, hidden: last[0] };
  }
}

/**
 * A network of long short-term memories, run over the sequence by one operation.
 * @param inputSize I
 * @param hiddenSize H
 * @throws RangeError for sizes that are none; `forward` throws a TypeError for shapes that do not fit.
 * @example
 * const lstm = new nn.LSTM(random(42), 3, 8);
 * const x = randn(random(1), [20, 5, 3]);
 * const half = lstm.forward(slice(x, 0, { end: 10 }));
 * const rest = lstm.forward(slice(x, 0, { start: 10 }), half); // goes on where the first half ended
 * [rest.output.shape, allClose(rest.cell, lstm.forward(x).cell)]; // => [[10, 5, 8], true]
 */
export class LSTM extends Recurrent {
  constructor(rng: RandomGenerator, inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(rng, inputSize, hiddenSize, 4, options);
  }

  /** (T, B, I) → (T, B, H), from a state or from zeros. */
  forward(x: Tensor, state: Partial<LstmState> = {}): LstmResult {
    const { output, last } = this.runLayers(x, [state.hidden, state.cell], (input, weights, [h0, c0]) => {
      const { inputBias, hiddenBias } = weights;
      const bias = inputBias === null || hiddenBias === null ? null : add(inputBias, hiddenBias);
      const u = linear(input, weights.input, bias); // (T, B, I) → (T, B, 4H)
      const { output: h, cells } = lstmSequence(u, h0, c0, weights.hidden);
      return [h, cells];
    });
    return { output, hidden: last[0], cell: last[1] };
  }
}
